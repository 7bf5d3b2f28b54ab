#pragma once

#include "actors/balancing/live_load.hpp"
#include "actors/pool/explanation.hpp"
#include "actors/pool/pool_view.hpp"
#include "config/settings.hpp"
#include "observability/events/event.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/simulated_backend.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace loadex::tests::simulation {

/// What the balancer promises, held against what it does. It knows how the backends really are and what the balancer
/// has been told, and nothing of how the balancer thinks. Throws violation.
class oracle {
public:
  using id = actors::balancing::backend_id;

  oracle(const config::health_settings& rules, const bulletin& published)
      : rules_(rules)
      , bulletin_(published) {}

  // ---- what the balancer is told ----

  /// Backends are judged by other rules from now on.
  void adopt(const config::health_settings& rules, moment now);
  void joined(id who, simulated_backend& truth, moment now); // and is in service
  void left(id who);
  void probed(const std::string& url, bool healthy, moment begun, moment now);
  void refused(id who, moment now); // a connection of a request was
  void in_service(id who, bool serving, moment now);

  // ---- what it does ----

  /// A worker has chosen `who`, of which the balancer publishes so much; a request is with it until closed().
  void opened(id who, const std::shared_ptr<const actors::balancing::live_load>& published, moment now);
  void closed(id who);

  /// Whether the balancer, which has been told all, publishes as many requests in flight as there are.
  void check_counts();

  /// Drained but for `requests_left`: before the deadline there must be none. At the deadline they are those that
  /// workers have told of.
  void check_drained(id who, std::uint32_t requests_left, bool before_deadline) const;
  void check_event(const observability::event& e, moment now);

  /// Whether those in service are those that are well, once there was time to find out.
  void check_view(const actors::pool_view& newest, moment now) const;

  /// Nothing is with anybody any more.
  void check_end() const;

  bool knows(id who) const { return records_.contains(who); }

  /// How soon it must be noticed that a backend is lost, or well again: for as long as that takes, by the rules before
  /// as well as by those in force.
  duration loss(moment now) const { return loss_noticed(lenient(now)); }
  duration recovery(moment now) const { return recovery_noticed(lenient(now)); }

  const simulated_backend& truth(id who) const { return *known(who).truth; }
  bool serves(id who) const { return known(who).serving; }
  bool out_of_service_for(id who, duration how_long, moment now) const;
  bool somebody_serves_for(duration how_long, moment now) const;
  bool is_known_bad(id who, moment since) const;                 // or found bad once since then
  bool is_well_for(id who, duration how_long, moment now) const; // in service, as well
  std::int32_t in_flight(id who) const { return known(who).in_flight; }
  std::size_t serving() const noexcept { return serving_; }
  std::uint64_t picks(id who) const { return known(who).picks; }
  moment last_pick(id who) const { return known(who).last_pick; }

private:
  struct record {
    simulated_backend* truth = nullptr;
    bool member = true;
    bool serving = false;
    moment serving_since{};
    std::optional<moment> known_bad;      // the balancer has been told as often as it needs, and nothing better since
    std::optional<bool> last_probe;       // what it found
    std::optional<moment> taken_out;      // by requests
    std::optional<moment> last_found_bad; // by a probe, or a request whose connect failed
    unsigned same_probes = 0;             // that found the same, in a row
    std::int32_t in_flight = 0;
    std::shared_ptr<const actors::balancing::live_load> published;
    bool unchecked = false; // in_flight has changed
    std::uint64_t picks = 0;
    moment last_pick{};
    std::optional<observability::event_kind> last_health_event;
  };

  record& known(id who);
  const record& known(id who) const;
  void count(id who, record& whose, int requests);

  const config::health_settings& lenient(moment now) const;

  config::health_settings rules_;
  config::health_settings rules_before_ = rules_; // where they allow more time than those in force
  moment adopted_{};
  const bulletin& bulletin_;

  std::unordered_map<id, record> records_;
  std::map<std::string, id> by_url_; // of the members
  std::vector<id> unchecked_;
  std::size_t serving_ = 0;
  std::uint64_t last_event_ = 0;
};

} // namespace loadex::tests::simulation
