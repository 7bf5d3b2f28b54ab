#pragma once

#include "actors/messages/pool_orders.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/route.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <variant>

namespace loadex::net::admin::handlers {

/// A backend as the path names it.
struct known_backend {
  known_pool pool;
  actors::balancing::backend_id id = 0;
};

/// The one that the path of a request names, or the refusal.
std::variant<known_backend, http::own_response> named(const call& incoming);

/// The backend as it is now, and what `more` says of it.
awaitable<answer> show(executor on, known_backend who, unsigned status, nlohmann::ordered_json more);
awaitable<answer> show(executor on, known_backend who, unsigned status);

/// What is said if an order was not carried out.
std::optional<http::own_response> failure_of(const std::optional<actors::membership_change>& done);

} // namespace loadex::net::admin::handlers
