#pragma once

#include "actors/messages/pool_orders.hpp"
#include "actors/messages/pool_view_ptr.hpp"
#include "config/settings.hpp"
#include "net/admin/access.hpp"
#include "net/http/problem.hpp"
#include "net/io/address_book.hpp"
#include "net/io/own_addresses.hpp"
#include "net/io/types.hpp"
#include "observability/event_ring.hpp"
#include "observability/request_metrics.hpp"

#include <atomic>
#include <string_view>

/// The addresses that Loadex answers itself.
namespace loadex::net::admin {

struct request {
  std::string_view method;
  std::string_view target; // path and query
  visitor who;
  std::string_view accept;
};

/// Answers on the worker that the request came to; what takes long runs on the control thread. Shared by all workers.
class service {
public:
  service(asio::io_context& control, const config::settings& settings, io::address_book& addresses,
          const io::own_addresses& own, actors::pool_orders pool, const observability::request_metrics& metrics,
          const observability::event_counters& events);

  /// Whether `target` is one of ours on the proxy's port, and not a backend's.
  bool owns(std::string_view target) const noexcept;

  /// Answers `asked`, of which nothing is kept. `view` is the worker's newest.
  awaitable<http::own_response> answer(request asked, executor on, actors::pool_view_ptr view);

  /// Whether traffic is welcome: what /readyz says. Any thread.
  void set_ready(bool ready) noexcept { ready_.store(ready, std::memory_order_relaxed); }

private:
  http::own_response health(const actors::pool_view& view) const;
  http::own_response info(const actors::pool_view& view) const;
  http::own_response ready() const;
  awaitable<http::own_response> add(request asked, executor on);
  awaitable<http::own_response> metrics(executor on, actors::pool_view_ptr view);

  executor control_;
  const config::settings& settings_;
  io::address_book& addresses_;
  const io::own_addresses& own_;
  actors::pool_orders pool_;
  const observability::request_metrics& metrics_;
  const observability::event_counters& events_;
  std::atomic<bool> ready_{false};
};

} // namespace loadex::net::admin
