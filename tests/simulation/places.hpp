#pragma once

#include "actors/messages/backend.hpp"
#include "tests/simulation/bulletin.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/statistics.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace loadex::tests::simulation {

/// Whether backends keep to their limits, and who waits for a place gets one as soon as there is one.
class places {
public:
  using id = bulletin::id;
  using asker = const void*;

  places(const config::balancing_settings& by, const bulletin& published, const oracle& judge, statistics& seen)
      : longest_queue_(by.queue_length)
      , queue_timeout_(by.queue_timeout)
      , bulletin_(published)
      , oracle_(judge)
      , seen_(seen) {}

  /// Those who wait already may be more than the new settings allow.
  void adopt(const config::balancing_settings& by);

  void asked(asker who, const actors::member& at, moment now);
  void left(asker who, moment now); // it waits no more
  void answered(asker who, std::optional<actors::place> got, moment now);

  /// A worker learns that a request has to go elsewhere.
  void check_sent_away(const actors::member& from, moment now) const;

  /// Whether it has got no answer.
  bool waits(asker who) const { return waits_.contains(who); }

  /// A request has begun: it was granted a place, or found that there is no limit.
  void check_opened(const actors::member& at, bool granted, moment now);

  /// The balancer has been told all.
  void check_queues(moment now);

  /// To be called every second or so.
  void check(moment now) const;

  /// When a backend had no free place last.
  moment last_full(id who) const;

private:
  struct wait {
    id at = 0;
    moment since{};
    std::optional<moment> left;
  };
  struct queue {
    id at = 0;
    std::shared_ptr<const observability::backend_counters> published;
    std::size_t waiting = 0; // or not yet known to have left
    std::size_t excused = 0; // so many waited when fewer came to be allowed
    bool unchecked = false;
    moment last_full{};
  };

  void touch(queue& which);
  void check_queue(queue& which, moment now) const;

  std::size_t longest_queue_;
  const duration queue_timeout_;
  const bulletin& bulletin_;
  const oracle& oracle_;
  statistics& seen_;
  std::unordered_map<asker, wait> waits_;
  std::unordered_map<id, queue> queues_;
  std::vector<id> unchecked_;
};

} // namespace loadex::tests::simulation
