#pragma once

#include "observability/metrics/metrics_page.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests {

/// What a page of metrics is made of, without a daemon.
struct scrape_fixture {
  observability::request_metrics metrics;
  observability::reload_counters reloads;
  observability::worker_counts workers;
  observability::access_log access;
  std::vector<observability::backend_gauges> backends;
  std::vector<observability::pool_counts> pools;
  std::vector<observability::listener_counts> listeners;
  std::vector<std::string> routes;
  std::size_t pieces = 0;        // that the latest page was written in
  std::size_t longest_piece = 0; // bytes

  /// The pool has that backend.
  observability::backend_counters& have(const std::string& backend, const std::string& pool = "main") {
    auto counted = std::make_shared<observability::backend_counters>();
    backends.push_back({.pool = pool, .backend = backend, .state = "healthy", .counted = counted});
    return *counted;
  }

  observability::event_counters& have_pool(const std::string& pool) {
    auto events = std::make_shared<observability::event_counters>();
    pools.push_back({pool, events});
    return *events;
  }

  std::string page(observability::exposition_format format = observability::exposition_format::text) {
    observability::metrics_page written({.requests = metrics,
                                         .reloads = reloads,
                                         .access = access,
                                         .workers = workers,
                                         .backends = backends,
                                         .pools = pools,
                                         .listeners = listeners,
                                         .routes = routes,
                                         .states = {"healthy", "ejected"},
                                         .circuits = {"closed", "open"}},
                                        format);
    std::string all;
    pieces = longest_piece = 0;
    for (bool more = true; more; ++pieces) {
      const auto before = all.size();
      more = written.write_some(all);
      longest_piece = std::max(longest_piece, all.size() - before);
    }
    return all;
  }
};

} // namespace loadex::tests
