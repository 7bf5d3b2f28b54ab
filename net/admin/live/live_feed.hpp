#pragma once

#include "actors/pool.hpp"
#include "net/admin/live/live_mailbox.hpp"
#include "net/admin/live/told_rows.hpp"
#include "net/io/types.hpp"
#include "observability/events/event_log.hpp"
#include "observability/traffic/traffic_history.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loadex::net::admin {

/// Tells whoever listens how all pools and backends are, and each second what has changed. It looks at them once for
/// all listeners, and not at all if there are none.
class live_feed {
public:
  /// `traffic` is of the control thread. What is given outlives it; `control` runs no more when it ends.
  live_feed(executor control, const observability::traffic_history& traffic, const observability::event_log& events);

  /// These are the pools from now on. Any thread.
  void adopt(const std::vector<actors::pool_ptr>& pools);

  /// A second of the traffic has ended. Control thread.
  void tick();

  /// Has `listener` be told all, and then what changes, until it closes. Any thread.
  void add(std::shared_ptr<live_mailbox> listener);

private:
  struct pool_known {
    std::string name;
    actors::pool_orders orders;
  };
  struct look; // at all pools, that is under way

  void begin_look();
  void look_on(const std::shared_ptr<look>& at);
  void put_pool(const std::string& name, const actors::pool_description& pool);
  void put_backend(const std::string& pool, const actors::backend_description& backend);
  void end_look();
  nlohmann::ordered_json new_events();
  std::string everything() const;
  std::string changes();
  void tell(const std::shared_ptr<const std::string>& text);

  const executor control_;
  const observability::traffic_history& traffic_;
  const observability::event_log& events_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  std::vector<pool_known> pools_;
  std::vector<std::shared_ptr<live_mailbox>> listeners_;
  std::vector<std::shared_ptr<live_mailbox>> newcomers_; // who have been told nothing yet
  told_rows told_pools_{1};
  told_rows told_backends_{2};
  std::uint64_t second_ = 0;
  std::uint64_t last_event_ = 0; // that was told
  bool looking_ = false;
};

} // namespace loadex::net::admin
