#pragma once

#include "actors/pool.hpp"
#include "net/io/types.hpp"
#include "observability/metrics/request_metrics.hpp"
#include "observability/traffic/traffic_history.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace loadex {

/// Has the history of the traffic written, second by second, on the control thread.
class traffic_sampler {
public:
  /// Begins to. Both outlive it; `control` runs no more when it ends.
  traffic_sampler(net::asio::io_context& control, observability::request_metrics& counted);

  /// Has `then` called on the control thread whenever a second has been written. Before that runs.
  void each_second(std::function<void()> then) { then_ = std::move(then); }

  /// These are the pools from now on. Any thread.
  void adopt(const std::vector<actors::pool_ptr>& pools);

  /// Takes a newly published view of the pool of that number. Any thread.
  void publish(std::uint64_t pool, actors::pool_view_ptr view);

  /// Of the control thread.
  const observability::traffic_history& history() const noexcept { return history_; }

private:
  void await_second();
  void follow(std::uint64_t pool, const actors::pool_view& view);
  void admit();

  const net::executor control_;
  observability::traffic_history history_;
  std::map<std::uint64_t, std::vector<actors::balancing::backend_id>> known_; // backends, by pool
  bool admitting_ = false;
  std::function<void()> then_ = [] {};
  net::timer second_;
};

} // namespace loadex
