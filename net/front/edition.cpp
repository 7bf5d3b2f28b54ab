#include "net/front/edition.hpp"

#include "config/setting_table.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace loadex::net::front {

namespace {

using rates_ptr = std::shared_ptr<limits::client_rates>;
using settings_ptr = std::shared_ptr<const config::traffic_settings>;
using hits_ptr = std::shared_ptr<observability::worker_counters>;

/// Whether `own` says how many requests a client may make.
bool limits_clients(const config::own_settings& own) {
  return std::ranges::find(own.given, "limits.requests-per-client") != own.given.end();
}

/// Whether both take the same requests.
bool take_the_same(const config::route_settings& a, const config::route_settings& b) {
  const auto conditions = [](const config::route_settings& of) {
    return std::tie(of.host, of.path, of.path_exact, of.methods, of.headers);
  };
  return conditions(a) == conditions(b);
}

/// The hits of a site's routes, for those that follow them.
class former_hits {
public:
  explicit former_hits(const site* of) {
    if (of == nullptr)
      return;
    const auto routes = of->of->how.routes.size();
    for (std::size_t i = 0; i < routes; ++i)
      by_place_.emplace(place_of(*of->ways[i].how), &of->ways[i]);
    if (of->ways.size() > routes)
      otherwise_ = of->ways.back().hits;
  }

  /// Those of a route that takes the same; each are taken once. Null: there was none.
  hits_ptr take(const config::route_settings& route) {
    const auto [begin, end] = by_place_.equal_range(place_of(route));
    const auto found =
        std::find_if(begin, end, [&](const auto& known) { return take_the_same(*known.second->how, route); });
    return found == end ? nullptr : by_place_.extract(found).mapped()->hits;
  }

  /// Those of what no route takes.
  const hits_ptr& otherwise() const noexcept { return otherwise_; }

private:
  using place = std::pair<std::string_view, std::string_view>;
  static place place_of(const config::route_settings& route) { return {route.host, route.path}; }

  std::multimap<place, const way*> by_place_;
  hits_ptr otherwise_;
};

/// Makes the sites of one edition.
class site_maker {
public:
  site_maker(edition& into, const edition* before, std::size_t workers)
      : into_(into)
      , now_(*into.now)
      , before_(before)
      , workers_(workers)
      , rates_of_all_(
            rates(now_.all.limits.requests_per_client, before != nullptr ? before->rates_of_all : rates_ptr())) {
    into.rates_of_all = rates_of_all_;
    for (std::size_t i = 0; i < now_.pools.size(); ++i)
      pools_.emplace(now_.pools[i].how.name, i);
  }

  site make(const config::snapshot::listener& of, std::vector<tcp_endpoint> at) {
    site made{.of = &of, .at = std::move(at), .routes = http::routes(of.how.routes)};
    const auto* known = site_before(of.how.name);
    made.counted = known != nullptr ? known->counted : std::make_shared<site_counters>(workers_);
    former_hits hits(known);
    made.rates = limits_clients(of.how.own)
                     ? rates(of.traffic.limits.requests_per_client, known != nullptr ? known->rates : rates_ptr())
                     : rates_of_all_;
    made.ways.reserve(of.how.routes.size() + 1);
    for (const auto& route : of.how.routes)
      made.ways.push_back(make_way(of, route, hits.take(route), made, known));
    if (of.how.otherwise)
      made.ways.push_back(make_way(of, *of.how.otherwise, hits.otherwise(), made, known));
    return made;
  }

private:
  const site* site_before(const std::string& name) const {
    if (before_ == nullptr)
      return nullptr;
    const auto found = std::ranges::find(before_->sites, name, [](const site& s) { return s.of->how.name; });
    return found == before_->sites.end() ? nullptr : &*found;
  }

  way make_way(const config::snapshot::listener& of, const config::route_settings& route, hits_ptr hits,
               const site& home, const site* known) {
    way made{.how = &route};
    made.hits = hits ? std::move(hits) : std::make_shared<observability::worker_counters>(workers_);
    if (!route.pool.empty())
      made.pool = pools_.at(route.pool);
    made.settings = settings_for(of, made.pool, route.own);
    made.rates = home.rates;
    if (limits_clients(route.own)) {
      const auto nth = home.ways.size();
      const bool was_there = known != nullptr && nth < known->ways.size();
      made.rates = rates(made.settings->limits.requests_per_client, was_there ? known->ways[nth].rates : rates_ptr());
    }
    if (!route.name.empty())
      made.counted = number_of(route.name);
    return made;
  }

  /// Routes that have nothing of their own share them.
  settings_ptr settings_for(const config::snapshot::listener& of, std::optional<std::size_t> pool,
                            const config::own_settings& own) {
    auto& shared = shared_[{&of, pool}];
    if (!shared) {
      auto all = of.traffic;
      shared = std::make_shared<const config::traffic_settings>(pool ? in_force(all, now_.pools[*pool].how.own)
                                                                     : std::move(all));
    }
    return own.given.empty() ? shared : std::make_shared<const config::traffic_settings>(in_force(*shared, own));
  }

  static rates_ptr rates(unsigned per_second, const rates_ptr& before) {
    return before && before->per_second() == per_second ? before : std::make_shared<limits::client_rates>(per_second);
  }

  std::size_t number_of(const std::string& route) {
    const auto [known, is_new] = names_.try_emplace(route, into_.named_routes.size());
    if (is_new)
      into_.named_routes.push_back(route);
    return known->second;
  }

  edition& into_;
  const config::snapshot& now_;
  const edition* const before_;
  const std::size_t workers_;
  const rates_ptr rates_of_all_;
  std::map<std::string, std::size_t> pools_;
  std::map<std::string, std::size_t> names_;
  std::map<std::pair<const config::snapshot::listener*, std::optional<std::size_t>>, settings_ptr> shared_;
};

} // namespace

edition_ptr make_edition(config::snapshot_ptr now, circumstances around, const edition* before) {
  auto made = std::make_shared<edition>();
  made->now = std::move(now);
  made->pools = std::move(around.pools);
  made->to_backends = std::move(around.to_backends);
  made->of_each_worker = around.of_each_worker;
  site_maker sites(*made, before, around.workers);
  for (std::size_t i = 0; i < made->now->listeners.size(); ++i) {
    auto& site = made->sites.emplace_back(sites.make(made->now->listeners[i], std::move(around.listening.at(i))));
    site.secured = std::move(around.secured.at(i));
  }
  return made;
}

} // namespace loadex::net::front
