#pragma once

#include "actors/pool.hpp"
#include "actors/runtime/worker_mailroom.hpp"
#include "config/settings.hpp"
#include "net/exchange/request_ids.hpp"
#include "net/exchange/services.hpp"
#include "net/io/address_book.hpp"
#include "net/tls/client.hpp"
#include "net/tls/session_store.hpp"
#include "net/upstream/dispatcher.hpp"
#include "net/upstream/retry_budget.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/request_record.hpp"

#include <boost/intrusive/list_hook.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace loadex::net::front {

class lane;
using lane_ptr = boost::intrusive_ptr<lane>;

/// One worker's side of one pool. Lives for as long as an edition has the pool, or a request that began by one that
/// had. Its worker's thread only.
class lane : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  /// What the lanes of one worker have in common; it outlives them.
  struct common {
    executor on;
    actors::worker_mailroom& mailroom;
    io::address_book& addresses;
    observability::request_metrics& metrics;
    std::size_t worker;
    observability::request_recorder& records;
    std::string_view cdn_id;
    upstream::idle_allowance& idle;
    exchange::request_ids& ids;
    io::pipe_stock& pipes;
  };

  static lane_ptr open(const common& of, actors::pool_ptr pool, actors::strategy_actor strategy);
  lane(const lane&) = delete;
  lane& operator=(const lane&) = delete;

  const actors::pool& pool() const noexcept { return *pool_; }

  upstream::dispatcher& backends() noexcept { return backends_; }

  /// For the exchanges of requests that come here.
  exchange::services& services() noexcept { return services_; }

  /// Where requests count that get no answer from a backend.
  observability::request_shard& unanswered() noexcept { return *unanswered_; }

  /// Has these settings hold from now on, and TLS be spoken so.
  void adopt(const config::proxy_settings& how, tls::client_ptr to_backends);

  /// What there is to do every second.
  void tick();

private:
  lane(const common& of, actors::pool_ptr pool, actors::strategy_actor strategy);
  ~lane() = default;

  friend void intrusive_ptr_add_ref(lane* held) noexcept { ++held->holders_; }
  friend void intrusive_ptr_release(lane* held) {
    if (--held->holders_ == 0)
      held->retire();
  }
  void retire();
  void tell_budget();
  awaitable<io::connected> reach(upstream::target& to, executor on, steady_clock::time_point until,
                                 io::connect_canceller& canceller);
  awaitable<io::connected> reach_in_tls(upstream::target_ptr to, executor on, steady_clock::time_point until,
                                        io::connect_canceller& canceller);

  std::size_t holders_ = 0;
  const executor on_;
  const actors::pool_ptr pool_;
  upstream::dispatcher backends_;
  upstream::retry_budget budget_;
  const std::shared_ptr<observability::request_shard> unanswered_;
  const std::shared_ptr<observability::retry_counters> retries_;
  exchange::services services_;
  steady_clock::duration idle_timeout_{};
  tls::client_ptr secured_;
  tls::session_store sessions_;
};

} // namespace loadex::net::front
