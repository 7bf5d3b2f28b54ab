#include "net/admin/handlers/metrics.hpp"

#include "net/admin/on_control.hpp"
#include "observability/metrics_page.hpp"

#include <utility>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

/// A pool at the moment of a scrape.
struct scraped {
  std::string name;
  actors::pool_view_ptr view;
  std::shared_ptr<const observability::event_counters> events;
};

std::vector<scraped> scrape(const pool_directory& there) {
  std::vector<scraped> all;
  for (std::size_t i = 0; i < there.count(); ++i) {
    const auto pool = there.at(i);
    all.push_back({std::string(pool.name), pool.view, pool.events});
  }
  return all;
}

void append_gauges(const scraped& pool, std::vector<observability::backend_gauges>& all) {
  const auto& view = *pool.view;
  for (std::size_t i = 0; i < view.members.size(); ++i) {
    const auto& m = *view.members[i];
    all.push_back({pool.name, m.url.text(), to_string(view.states[i]),
                   m.live_load->in_flight.load(std::memory_order_relaxed), m.counters.get()});
  }
}

std::vector<std::string_view> state_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    names.push_back(to_string(static_cast<actors::health::state>(i)));
  return names;
}

std::string page(const surroundings& home, const std::vector<scraped>& pools) {
  std::vector<observability::backend_gauges> backends;
  std::vector<observability::pool_counts> counts;
  for (const auto& pool : pools) {
    append_gauges(pool, backends);
    counts.push_back({pool.name, pool.events.get()});
  }
  return metrics_page(home.metrics, backends, state_names(), counts, home.reloads, home.access);
}

} // namespace

awaitable<answer> metrics(call incoming) {
  auto write = [&home = incoming.home, pools = scrape(incoming.pools)] { return page(home, pools); };
  auto text = co_await make_on(incoming.home.control, incoming.on, std::move(write));
  co_return http::own_response{.type = std::string(exposition_type), .body = std::move(text).value_or(std::string())};
}

} // namespace loadex::net::admin::handlers
