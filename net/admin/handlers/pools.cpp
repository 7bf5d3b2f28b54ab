#include "net/admin/handlers/pools.hpp"

#include "actors/runtime/compat.hpp"
#include "config/codec.hpp"
#include "net/admin/fields.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/json_answer.hpp"
#include "net/io/ask.hpp"

#include <optional>
#include <utility>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

std::vector<field> fields_of(std::optional<config::algorithm>& to) {
  const config::algorithm_codec names;
  return {{.name = "algorithm", .type = names.type(), .take = [&to, names](std::string_view name) {
             to = names.parse(name);
           }}};
}

} // namespace

awaitable<answer> pools(call incoming) {
  auto all = ordered_json::array();
  const auto there = all_pools(incoming.pools);
  for (const auto& pool : there) {
    const auto told = co_await describe(incoming.on, pool.orders);
    if (told)
      all.push_back(shown(pool.name, *told));
  }
  co_return json_answer(200, {{"pools", std::move(all)}});
}

awaitable<answer> one_pool(call incoming) {
  const auto pool = find_pool(incoming.pools, incoming.in_path.front());
  if (!pool)
    co_return no_such_pool();
  const auto told = co_await describe(incoming.on, pool->orders);
  co_return told ? json_answer(200, shown_whole(pool->name, *told)) : pool_has_ended();
}

awaitable<answer> change_pool(call incoming) {
  const auto pool = find_pool(incoming.pools, incoming.in_path.front());
  if (!pool)
    co_return no_such_pool();
  std::optional<config::algorithm> to;
  if (auto refused = read_fields(incoming.asked.body, fields_of(to)))
    co_return std::move(*refused);
  if (to) {
    const auto done = co_await io::ask<actors::membership_change>(incoming.on, [&](auto reply) {
      actors::tell(pool->orders, actors::change_algorithm{*to, std::move(reply), incoming.asked.by});
    });
    if (!done)
      co_return pool_has_ended();
  }
  co_return co_await one_pool(std::move(incoming));
}

std::vector<field> pool_fields() {
  static std::optional<config::algorithm> nobody;
  return fields_of(nobody);
}

} // namespace loadex::net::admin::handlers
