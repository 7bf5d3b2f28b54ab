#pragma once

#include "actors/runtime/reply_slot.hpp"
#include "net/http/problem.hpp"
#include "net/io/types.hpp"
#include "observability/traffic/traffic_history.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace loadex::net::admin::handlers {

/// What is to be told of the traffic.
struct stats_query {
  unsigned seconds = 60;
  std::string pool{}; // empty: all
  bool backends = false;
};

/// The most numbers of one answer; more are refused.
inline constexpr std::size_t most_numbers = 1'000'000;

/// Writes the traffic of the last seconds as JSON, on the control thread and a few backends at a time: with thousands
/// of them it takes a while.
class stats_writer : public std::enable_shared_from_this<stats_writer> {
public:
  stats_writer(executor control, const observability::traffic_history& history, stats_query what,
               actors::reply_slot<http::own_response> reply)
      : control_(control)
      , history_(history)
      , what_(std::move(what))
      , reply_(std::move(reply)) {}

  /// On the control thread.
  void begin();

private:
  struct row {
    std::string pool;
    std::shared_ptr<const observability::traffic_history::backend_traffic> backend;
  };

  void find_rows();
  std::size_t numbers() const;
  void write_some();

  const executor control_;
  const observability::traffic_history& history_;
  const stats_query what_;
  const actors::reply_slot<http::own_response> reply_;
  std::vector<row> rows_;
  std::size_t written_ = 0; // rows
  std::string text_;
};

} // namespace loadex::net::admin::handlers
