#pragma once

#include "config/settings.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace loadex::actors::health {

/// Keeps away from requests a backend that fails over and over, whatever its probes say (a circuit breaker): closed, it
/// does not interfere; open, the backend is ejected; half-open, one request at a time tries it.
///
/// Ejections double in length, up to a limit, and each quiet window halves the next one again. A backend that is not
/// yet forgiven is to be ejected for its next outage.
class circuit {
public:
  using time = std::chrono::steady_clock::time_point;

  enum class state { closed, open, half_open };

  /// What has been, so that another one can go on from there.
  struct past {
    state current = state::closed;
    std::vector<time> outages{}; // lately, the oldest first
    unsigned unforgiven = 0;     // ejections
    time forgiven{};             // see there
    std::uint64_t ejections = 0;
  };

  circuit() = default;
  explicit circuit(const config::circuit_settings& settings)
      : settings_(settings) {}

  /// Goes on from there; a trial that was under way has shown nothing.
  circuit(const config::circuit_settings& settings, const past& before);

  past remember() const;

  /// Goes by others. Its outages and ejections count on; one under way ends when it would have.
  void adopt(const config::circuit_settings& settings, time now);

  /// The backend has gone down. Returns whether it is to be ejected; nothing changes before open().
  bool note_outage(time now);

  /// Ejects it. Returns for how long.
  std::chrono::milliseconds open(time now);

  /// The ejection of that number is over. Returns whether it was the latest, and has not been ended before.
  bool half_open(std::uint64_t ejection);

  /// Whether a request may be the trial now: half-open, and no other is under way. If so, it is.
  bool begin_trial();

  /// The trial has shown nothing: another may be made.
  void forget_trial() { trial_under_way_ = false; }

  /// The backend is well again.
  void close(time now);

  state current() const noexcept { return state_; }

  /// So many ejections in all: the number of the latest.
  std::uint64_t ejections() const noexcept { return ejections_; }

private:
  void forgive(time now);

  config::circuit_settings settings_;
  state state_ = state::closed;
  std::deque<time> outages_; // lately, the oldest first
  unsigned unforgiven_ = 0;  // ejections: each doubles the next
  time forgiven_{};          // when one was forgiven last, or the last one ended
  std::uint64_t ejections_ = 0;
  bool trial_under_way_ = false;
};

/// `closed`, `open` or `half-open`.
std::string_view to_string(circuit::state s) noexcept;

} // namespace loadex::actors::health
