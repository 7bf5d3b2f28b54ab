#include "apps/loadbalancer/daemon/served_listeners.hpp"

#include <utility>

namespace loadex {

void served_listeners::adopt(net::front::edition_ptr newest) {
  const std::lock_guard lock(mutex_);
  newest_.swap(newest);
}

net::front::edition_ptr served_listeners::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

net::admin::listeners_seen served_listeners::look() const {
  const auto edition = newest();
  net::admin::listeners_seen seen{.now = edition->now, .each = {}};
  for (const auto& site : edition->sites) {
    auto& one = seen.each.emplace_back();
    one.at = site.at;
    if (site.secured)
      for (const auto& has : site.secured->certificates())
        one.certificates.push_back({has.file, has.names, has.begins, has.ends});
    one.requests = site.counted->requests.sum();
    one.unrouted = site.counted->unrouted.sum();
    one.connections = site.counted->connections.sum();
    for (const auto& way : site.ways)
      one.hits.push_back(way.hits->sum());
    if (!site.of->how.otherwise)
      one.hits.push_back(site.counted->unrouted.sum());
  }
  return seen;
}

} // namespace loadex
