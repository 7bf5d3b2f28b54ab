#pragma once

#include "config/settings.hpp"
#include "observability/events/event.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/statistics.hpp"

#include <chrono>
#include <cstdint>
#include <unordered_map>

namespace loadex::tests::simulation {

/// Whether never too many backends are ejected, or out for broken requests, and never all that pass their probes; none
/// ejected for longer or shorter than was said; and whether requests keep away from them meanwhile.
class ejections {
public:
  using id = bulletin::id;

  ejections(const config::settings& by, const bulletin& published, const oracle& judge, statistics& seen)
      : limits_(by.circuit)
      , bulletin_(published)
      , oracle_(judge)
      , seen_(seen) {}

  void adopt(const config::circuit_settings& by) { limits_ = by; }

  /// Something new has been published.
  void note(moment now);
  void check_event(const observability::event& e, moment now);

  /// A request has begun.
  void check_opened(id who, bool as_trial, moment now) const;

  /// To be called every second or so.
  void check(moment now) const;

private:
  struct record {
    moment began{};
    std::chrono::milliseconds length{0}; // as it was announced
    std::uint64_t number = 0;            // of the backend's ejections
    bool ejected = false;                // when something was published last: it is in service, and gets no requests
  };

  std::chrono::milliseconds announced(const observability::event& e, const record& last, std::uint64_t number) const;
  void check_share(moment now) const;
  std::size_t out_for_requests() const;
  std::size_t most_out() const;
  bool passes_probes(id who, const bulletin::notice& said) const;
  bool is_the_last(id who) const;
  void check_end(id who, const bulletin::notice& now_said, const record& last, bool readmission, moment now) const;

  config::circuit_settings limits_;
  const bulletin& bulletin_;
  const oracle& oracle_;
  statistics& seen_;
  std::unordered_map<id, record> records_;
  bool too_many_ = false;
  moment too_many_since_{};
};

} // namespace loadex::tests::simulation
