#pragma once

#include "actors/interfaces.hpp"
#include "actors/pool_view.hpp"
#include "observability/event.hpp"
#include "tests/simulation/simulated_backend.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace loadex::tests::simulation {

/// What the balancer promises, held against what it does. It knows how the backends really are and what the balancer
/// has been told, and nothing of how the balancer thinks. Throws violation.
class oracle {
public:
  using id = actors::balancing::backend_id;

  /// `settling`: the time until every worker has a change. `noticing`: until probes have found one.
  oracle(duration settling, duration noticing)
      : settling_(settling)
      , noticing_(noticing) {}

  // ---- what the balancer is told ----

  void joined(id who, simulated_backend& truth, moment now);
  void left(id who);
  void probed(const std::string& url, bool healthy, moment now);
  void refused(id who, moment now); // a connection of a request was
  void in_service(id who, bool serving, moment now);

  // ---- what it does ----

  /// A worker has chosen `who`; a request is with it until closed().
  void opened(id who, moment now);
  void closed(id who);

  /// `counted`: the requests with `who` that the balancer has published, once it has been told all.
  void check_count(id who, std::int64_t counted) const;

  void check_drained(id who, std::uint32_t requests_left) const;
  void check_event(const observability::event& e);

  /// Whether those in service are those that are well, once there was time to find out.
  void check_view(const actors::pool_view& newest, moment now) const;

  /// Nothing is with anybody any more.
  void check_end() const;

  simulated_backend& truth(id who) { return *known(who).truth; }
  std::uint64_t picks(id who) const { return known(who).picks; }
  moment last_pick(id who) const { return known(who).last_pick; }

private:
  struct record {
    simulated_backend* truth = nullptr;
    bool member = true;
    bool serving = true;
    moment serving_since{};
    std::optional<moment> known_bad; // the balancer has been told, and nothing better since
    std::int32_t in_flight = 0;
    std::uint64_t picks = 0;
    moment last_pick{};
    std::optional<observability::event_kind> last_health_event;
  };

  record& known(id who);
  const record& known(id who) const;

  const duration settling_;
  const duration noticing_;
  std::map<id, record> records_;
  std::map<std::string, id> by_url_; // of the members
  std::uint64_t last_event_ = 0;
};

} // namespace loadex::tests::simulation
