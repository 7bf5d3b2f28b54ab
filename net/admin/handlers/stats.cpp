#include "net/admin/handlers/stats.hpp"

#include "config/codec.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/handlers/stats_writer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/query_reader.hpp"
#include "net/io/ask.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin::handlers {

awaitable<answer> stats(call incoming) {
  stats_query what;
  query_reader query(incoming.asked.target);
  query.take("seconds", what.seconds, config::integer_codec{1, observability::traffic_track::seconds_kept});
  query.take("backends", what.backends, config::boolean_codec());
  if (auto refused = query.refusal())
    co_return std::move(*refused);
  what.pool = parameter(incoming.asked.target, "pool");
  if (!what.pool.empty() && !incoming.pools.find(what.pool))
    co_return no_such_pool();
  auto written = co_await io::ask<http::own_response>(incoming.on, [&](auto reply) {
    const auto control = incoming.home.control;
    asio::post(control, [writer = std::make_shared<stats_writer>(control, incoming.home.traffic, what, reply)] {
      writer->begin();
    });
  });
  if (!written)
    co_return loadex_stops();
  co_return std::move(*written);
}

} // namespace loadex::net::admin::handlers
