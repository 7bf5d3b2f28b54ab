#pragma once

#include "actors/messages/pool_orders.hpp"
#include "net/admin/pool_directory.hpp"
#include "net/http/problem.hpp"
#include "net/io/types.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::admin::handlers {

/// A pool as a handler may keep it across a wait.
struct known_pool {
  std::string name;
  actors::pool_orders orders;
};

std::optional<known_pool> find_pool(const pool_directory& pools, std::string_view name);
std::vector<known_pool> all_pools(const pool_directory& pools);

/// How the pool is now. Nothing: it has ended.
awaitable<std::optional<actors::pool_description>> describe(executor on, actors::pool_orders pool);

using backend_descriptions = std::vector<actors::backend_description>;

/// How its backends are; only that one, if one is named. Nothing: the pool has ended.
awaitable<std::optional<backend_descriptions>>
describe_backends(executor on, actors::pool_orders pool, std::optional<actors::balancing::backend_id> only = {});

/// The pool as the API shows it in a list.
nlohmann::ordered_json shown(const std::string& name, const actors::pool_description& pool);

/// Likewise alone, with its settings.
nlohmann::ordered_json shown_whole(const std::string& name, const actors::pool_description& pool);

/// A backend likewise.
nlohmann::ordered_json shown(const actors::backend_description& backend);

http::own_response no_such_pool();
http::own_response no_such_backend();

/// The pool was there when it was asked, but has ended: a reload has dropped it, or Loadex stops.
http::own_response pool_has_ended();

} // namespace loadex::net::admin::handlers
