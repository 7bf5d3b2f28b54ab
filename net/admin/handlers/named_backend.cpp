#include "net/admin/handlers/named_backend.hpp"

#include "base/text.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/problem.hpp"

#include <string>
#include <utility>

namespace loadex::net::admin::handlers {

using actors::balancing::backend_id;
using nlohmann::ordered_json;
using outcome = actors::membership_change::outcome;

std::variant<known_backend, http::own_response> named(const call& incoming) {
  auto pool = find_pool(incoming.pools, incoming.in_path[0]);
  if (!pool)
    return no_such_pool();
  const auto id = base::number_from<backend_id>(incoming.in_path[1]);
  if (!id)
    return no_such_backend();
  return known_backend{std::move(*pool), *id};
}

awaitable<answer> show(executor on, known_backend who, unsigned status, ordered_json more) {
  const auto told = co_await describe_backends(on, who.pool.orders, who.id);
  if (!told)
    co_return pool_has_ended();
  if (told->empty())
    co_return no_such_backend();
  auto row = shown(told->front());
  row.update(more);
  auto response = json_answer(status, row);
  if (status == 201)
    response.headers = "Location: /loadex/v1/pools/" + who.pool.name + "/backends/" + std::to_string(who.id) + "\r\n";
  co_return response;
}

awaitable<answer> show(executor on, known_backend who, unsigned status) {
  auto nothing = ordered_json::object();
  return show(on, std::move(who), status, std::move(nothing));
}

std::optional<http::own_response> failure_of(const std::optional<actors::membership_change>& done) {
  if (!done)
    return pool_has_ended();
  if (done->what == outcome::not_found)
    return no_such_backend();
  if (done->what == outcome::superseded)
    return problem(409, "A later order took the place of this one.");
  return std::nullopt;
}

} // namespace loadex::net::admin::handlers
