#include "net/admin/handlers/backends.hpp"

#include "actors/runtime/compat.hpp"
#include "net/admin/handlers/adding.hpp"
#include "net/admin/handlers/backend_fields.hpp"
#include "net/admin/handlers/named_backend.hpp"
#include "net/admin/handlers/traffic_of_backend.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/problem.hpp"
#include "net/io/ask.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

using outcome = actors::membership_change::outcome;

/// Has the pool carry it out, and shows the backend then.
template <class Order>
awaitable<answer> carry_out(const call& incoming, known_backend who, Order order) {
  order.who = who.id;
  order.asked = incoming.asked.by;
  const auto done = co_await io::ask<actors::membership_change>(incoming.on, [&](auto reply) {
    order.reply = std::move(reply);
    actors::tell(who.pool.orders, order);
  });
  if (auto failed = failure_of(done))
    co_return std::move(*failed);
  co_return co_await show(incoming.on, std::move(who), 200);
}

template <class Order>
awaitable<answer> order(call incoming) {
  auto who = named(incoming);
  if (auto* refused = std::get_if<http::own_response>(&who))
    co_return std::move(*refused);
  Order what;
  co_return co_await carry_out(incoming, std::get<known_backend>(std::move(who)), std::move(what));
}

/// Of all that a backend can be given, what can be changed.
std::vector<field> changeable_of(config::backend_settings& to) {
  auto all = fields_of(to);
  std::erase_if(all, [](const field& f) { return f.name != "weight"; });
  all.front().needed = true;
  return all;
}

} // namespace

awaitable<answer> add_backend(call incoming) {
  auto pool = find_pool(incoming.pools, incoming.in_path.front());
  if (!pool)
    co_return no_such_pool();
  config::backend_settings wanted;
  if (auto refused = read_fields(incoming.asked.body, fields_of(wanted)))
    co_return std::move(*refused);
  const auto url = wanted.url.text();
  const auto added = co_await add_to(pool->orders, std::move(wanted), incoming);
  if (!added.barred.empty()) {
    const std::vector<fault> faults{{"url", added.barred}};
    co_return problem(403, "A backend may not be there: " + added.barred + ".", faults);
  }
  if (added.is_ourselves)
    co_return problem(409, url + " is this Loadex itself: its requests would come back for ever.");
  if (!added.done)
    co_return pool_has_ended();
  if (added.done->what == outcome::unchanged)
    co_return problem(409, url + " is in the pool already, as " + std::to_string(added.done->id) + ".");
  known_backend newcomer{std::move(*pool), added.done->id};
  co_return co_await show(incoming.on, std::move(newcomer), 201);
}

std::vector<field> new_backend_fields() {
  static config::backend_settings nobody;
  return fields_of(nobody);
}

awaitable<answer> one_backend(call incoming) {
  auto who = named(incoming);
  if (auto* refused = std::get_if<http::own_response>(&who))
    co_return std::move(*refused);
  auto& one = std::get<known_backend>(who);
  auto traffic = co_await traffic_of(incoming.on, incoming.home, one.pool.name, one.id);
  co_return co_await show(incoming.on, std::move(one), 200, std::move(traffic));
}

awaitable<answer> change_backend(call incoming) {
  auto who = named(incoming);
  if (auto* refused = std::get_if<http::own_response>(&who))
    co_return std::move(*refused);
  config::backend_settings wanted;
  if (auto refused = read_fields(incoming.asked.body, changeable_of(wanted)))
    co_return std::move(*refused);
  actors::change_weight to;
  to.weight = wanted.weight;
  co_return co_await carry_out(incoming, std::get<known_backend>(std::move(who)), std::move(to));
}

std::vector<field> backend_change_fields() {
  static config::backend_settings nobody;
  return changeable_of(nobody);
}

awaitable<answer> disable_backend(call incoming) {
  return order<actors::disable_backend>(std::move(incoming));
}

awaitable<answer> probe_backend(call incoming) {
  auto who = named(incoming);
  if (auto* refused = std::get_if<http::own_response>(&who))
    co_return std::move(*refused);
  const auto& pool = std::get<known_backend>(who).pool;
  const auto id = std::get<known_backend>(who).id;
  const auto there = co_await describe_backends(incoming.on, pool.orders, id);
  const auto done = co_await io::ask<actors::probe_report>(incoming.on, [&](auto reply) {
    actors::tell(pool.orders, actors::probe_backend{id, std::move(reply)});
  });
  if (!there)
    co_return pool_has_ended();
  if (there->empty() || !done || !done->found) // it may have left meanwhile
    co_return no_such_backend();
  const std::chrono::duration<double, std::milli> took = done->verdict.took;
  co_return json_answer(200, {{"id", id},
                              {"url", there->front().url},
                              {"ok", done->verdict.healthy},
                              {"found", done->verdict.detail},
                              {"took_ms", took.count()}});
}

awaitable<answer> enable_backend(call incoming) {
  return order<actors::enable_backend>(std::move(incoming));
}

} // namespace loadex::net::admin::handlers
