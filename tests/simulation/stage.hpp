#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/violation.hpp"
#include "tests/support/actor_fixture.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace loadex::tests::simulation {

/// Where it all happens: virtual time, chance, and the system that the real actors live in. One thread.
class stage {
public:
  explicit stage(std::uint64_t seed)
      : random_(seed) {}

  chance& random() noexcept { return random_; }
  caf::actor_system& system() noexcept { return actors_.system(); }
  std::size_t actors_alive() { return actors_.actors_alive(); }

  moment now() { return actors_.now(); }
  void after(duration delay, agenda::deed what) { agenda_.enter(now() + delay, std::move(what)); }

  /// Lets time pass, deed by deed and timer by timer, with `settle` after each.
  void run_until(moment end, const std::function<void()>& settle);

  /// Actors handle what they were sent.
  void run_actors() { actors_.run(); }

  /// `what` as something that actors may call: nothing is to be thrown inside their handlers, so a violation is kept
  /// until throw_kept().
  template <class Deed>
  auto guarded(Deed what) {
    return [this, what = std::move(what)](const auto&... arguments) {
      try {
        what(arguments...);
      } catch (const violation& e) {
        kept_ = kept_ ? kept_ : e;
      }
    };
  }

  /// Throws the first violation of a guarded deed, if there was one.
  void throw_kept() const {
    if (kept_)
      throw *kept_;
  }

  /// From then on, nothing new is begun: whatever repeats itself asks.
  void wind_down() noexcept { winding_down_ = true; }
  bool winding_down() const noexcept { return winding_down_; }

  /// Forgets what was to happen, and so all that it holds.
  void clear() { agenda_.clear(); }

private:
  chance random_;
  agenda agenda_;
  actor_fixture actors_;
  std::optional<violation> kept_;
  bool winding_down_ = false;
};

} // namespace loadex::tests::simulation
