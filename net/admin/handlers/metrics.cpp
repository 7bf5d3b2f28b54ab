#include "net/admin/handlers/metrics.hpp"

#include "net/admin/handlers/metrics_stream.hpp"
#include "net/admin/on_control.hpp"
#include "net/http/media_type.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

using observability::exposition_format;
using observability::scraped;

constexpr std::size_t most_at_once = 256 * 1024; // bytes of an answer that is not streamed

/// A pool at the moment of a scrape.
struct pool_scraped {
  std::string name;
  actors::pool_view_ptr view;
  std::shared_ptr<const observability::event_counters> events;
};

std::vector<pool_scraped> scrape(const pool_directory& there) {
  std::vector<pool_scraped> all;
  for (std::size_t i = 0; i < there.count(); ++i) {
    const auto pool = there.at(i);
    all.push_back({std::string(pool.name), pool.view, pool.events});
  }
  return all;
}

exposition_format format_for(std::string_view accept) {
  return http::quality_of("application/openmetrics-text", "1.0.0", accept) >
                 http::quality_of("text/plain", "0.0.4", accept)
             ? exposition_format::openmetrics
             : exposition_format::text;
}

void add(const pool_scraped& pool, scraped& to) {
  const auto& view = *pool.view;
  const auto first = to.backends.size();
  for (std::size_t i = 0; i < view.members.size(); ++i) {
    const auto& m = *view.members[i];
    to.backends.push_back({.pool = pool.name,
                           .backend = m.url.text(),
                           .state = to_string(view.states[i]),
                           .in_flight = m.live_load->in_flight.load(std::memory_order_relaxed),
                           .weight = view.weights[i],
                           .counted = m.counters});
  }
  const auto shares = shares_due(view.plan);
  for (std::size_t i = 0; i < shares.size(); ++i)
    to.backends[first + view.member_of[i]].share = shares[i];
  to.pools.push_back({pool.name, pool.events});
}

/// What metrics call a route: by its name, else by its place, from 1; `otherwise` is what takes the rest.
std::string label_of(const config::listener_settings& of, std::size_t place) {
  const auto& route = place < of.routes.size() ? of.routes[place] : *of.otherwise;
  if (!route.name.empty())
    return route.name;
  return place < of.routes.size() ? std::to_string(place + 1) : "otherwise";
}

/// Routes of one name are counted together.
void add(const listeners_seen& seen, scraped& to) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < seen.each.size(); ++i) {
    const auto& how = seen.now->listeners[i].how;
    const auto& one = seen.each[i];
    std::map<std::string, std::int64_t> hits;
    for (std::size_t place = 0; place < how.routes.size() + (how.otherwise ? 1 : 0); ++place)
      hits[label_of(how, place)] += one.hits[place];
    for (const auto& route : how.routes)
      names.insert(route.name);
    if (how.otherwise)
      names.insert(how.otherwise->name);
    std::vector<std::pair<std::string, std::int64_t>> expiries;
    for (const auto& has : one.certificates)
      expiries.emplace_back(has.file, std::chrono::system_clock::to_time_t(has.ends));
    to.listeners.push_back({.listener = how.name,
                            .connections = one.connections,
                            .requests = one.requests,
                            .unrouted = one.unrouted,
                            .hits = {hits.begin(), hits.end()},
                            .certificate_expiries = std::move(expiries)});
  }
  names.erase("");
  to.routes.assign(names.begin(), names.end());
}

template <class State>
std::vector<std::string_view> words_of(std::initializer_list<State> all) {
  std::vector<std::string_view> words;
  for (const auto one : all)
    words.push_back(to_string(one));
  return words;
}

scraped look(const surroundings& home, const std::vector<pool_scraped>& pools) {
  using circuit = actors::health::circuit::state;
  scraped all{.requests = home.metrics, .reloads = home.reloads, .access = home.access, .workers = home.workers};
  for (const auto& pool : pools)
    add(pool, all);
  add(home.listeners.look(), all);
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    all.states.push_back(to_string(static_cast<actors::health::state>(i)));
  all.circuits = words_of({circuit::closed, circuit::open, circuit::half_open});
  return all;
}

} // namespace

awaitable<answer> metrics(call incoming) {
  const auto& home = incoming.home;
  const auto format = format_for(incoming.asked.accept);
  auto begin = [&home, format, pools = scrape(incoming.pools)]() mutable {
    const auto now = std::exchange(pools, {}); // views are held no longer than it takes
    return std::make_shared<observability::metrics_page>(look(home, now), format);
  };
  const auto page = co_await make_on(home.control, incoming.on, std::move(begin));
  if (!page)
    co_return loadex_stops();
  auto rest = std::make_unique<metrics_stream>(home.control, incoming.on, *page);
  http::own_response said{.type = std::string(media_type(format))};
  while (said.body.size() < most_at_once) {
    const auto piece = co_await rest->next();
    if (!piece)
      co_return rest->is_whole() ? std::move(said) : loadex_stops();
    said.body += *piece;
  }
  rest->put_back(std::move(said.body));
  said.body.clear();
  co_return answer(std::move(said), std::move(rest));
}

} // namespace loadex::net::admin::handlers
