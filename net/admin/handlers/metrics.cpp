#include "net/admin/handlers/metrics.hpp"

#include "net/io/ask.hpp"
#include "observability/metrics_page.hpp"

#include <boost/asio/post.hpp>

#include <utility>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

std::vector<observability::backend_gauges> gauges_of(const actors::pool_view& view) {
  std::vector<observability::backend_gauges> all;
  for (std::size_t i = 0; i < view.members.size(); ++i) {
    const auto& m = *view.members[i];
    all.push_back({m.url.text(), to_string(view.states[i]), m.live_load->in_flight.load(std::memory_order_relaxed),
                   m.counters.get()});
  }
  return all;
}

std::vector<std::string_view> state_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    names.push_back(to_string(static_cast<actors::health::state>(i)));
  return names;
}

} // namespace

awaitable<answer> metrics(call incoming) {
  auto page = co_await io::ask<std::string>(incoming.on, [&](auto reply) {
    asio::post(incoming.home.control, [&home = incoming.home, view = incoming.newest, reply] {
      reply.answer(metrics_page(home.metrics, gauges_of(*view), state_names(), home.events, home.reloads));
    });
  });
  co_return http::own_response{.type = std::string(exposition_type), .body = std::move(page).value_or(std::string())};
}

} // namespace loadex::net::admin::handlers
