#pragma once

#include "config/snapshot.hpp"
#include "net/front/site_counters.hpp"
#include "net/http/routes.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_rates.hpp"
#include "net/limits/descriptor_plan.hpp"
#include "net/tls/client.hpp"
#include "net/tls/server.hpp"
#include "observability/worker_counters.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace loadex::net::front {

/// What becomes of the requests that one route of a listener takes.
struct way {
  const config::route_settings* how = nullptr;                // of the edition's snapshot
  std::optional<std::size_t> pool{};                          // index in the snapshot's pools; none: the answer is ours
  std::optional<std::size_t> counted{};                       // index in edition::named_routes; none: it has no name
  std::shared_ptr<const config::traffic_settings> settings{}; // in force for its requests
  std::shared_ptr<limits::client_rates> rates{};              // that their clients keep to
  std::shared_ptr<observability::worker_counters> hits{};     // how many there were
};

/// The way that a request takes.
struct choice {
  const way* by = nullptr; // null: there is none
  bool ambiguous = false;  // another server may read the path as one that takes another way
};

/// What a listener does with its requests.
struct site {
  const config::snapshot::listener* of = nullptr; // of the edition's snapshot
  std::vector<tcp_endpoint> at{};                 // where it listens
  http::routes routes{{}};
  std::vector<way> ways{};                       // of its routes, in their order; behind them, of what none takes
  std::shared_ptr<limits::client_rates> rates{}; // of requests that take no way
  std::shared_ptr<site_counters> counted{};
  tls::server_ptr secured{}; // null: its clients speak without TLS

  /// `verified`: its client has shown a good certificate. `scratch` is for the routes' use.
  choice find(const http::request_head& head, const http::request_framing& framing, bool verified,
              std::string& scratch) const {
    const auto found = routes.empty() ? http::routed() : routes.find(head, framing, verified, scratch);
    if (found.route)
      return {&ways[*found.route], found.ambiguous};
    return {ways.size() > of->how.routes.size() ? &ways.back() : nullptr, found.ambiguous};
  }
};

/// What holds at a time, ready for the requests: a snapshot, and what follows from it for each listener. Immutable;
/// shared by all workers.
struct edition {
  config::snapshot_ptr now;
  std::vector<site> sites{};                            // of the snapshot's listeners, in their order
  std::vector<std::uint64_t> pools{};                   // the number of each of its pools
  std::vector<tls::client_ptr> to_backends{};           // how TLS is spoken in each
  std::vector<std::string> named_routes{};              // each name once
  std::shared_ptr<limits::client_rates> rates_of_all{}; // that clients keep to where no listener or route says more
  limits::descriptor_plan of_each_worker{};             // what one may have
};

using edition_ptr = std::shared_ptr<const edition>;

/// Where and by what an edition serves that the snapshot does not say.
struct circumstances {
  std::vector<std::vector<tcp_endpoint>> listening; // where each listener does
  std::vector<tls::server_ptr> secured;             // how each meets its clients; null: without TLS
  std::vector<std::uint64_t> pools;                 // the number of each pool
  std::vector<tls::client_ptr> to_backends;         // how TLS is spoken in each
  std::size_t workers = 0;
  limits::descriptor_plan of_each_worker;
};

/// Makes the edition of a snapshot. Who asks how often is remembered from the one `before`, where the limit is the
/// same; counting goes on at a listener of the same name, and there at a route that takes the same, wherever it stands.
edition_ptr make_edition(config::snapshot_ptr now, circumstances around, const edition* before = nullptr);

} // namespace loadex::net::front
