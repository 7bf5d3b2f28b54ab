#include "net/admin/handlers/emptying.hpp"

#include "actors/runtime/compat.hpp"
#include "config/codec.hpp"
#include "config/quantity_codec.hpp"
#include "net/admin/handlers/named_backend.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/query_reader.hpp"
#include "net/io/ask.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace loadex::net::admin::handlers {

namespace {

using namespace std::chrono_literals;
using nlohmann::ordered_json;

/// How a drain is asked for.
struct drain_query {
  std::chrono::milliseconds deadline = 30s;
  bool wait = false;
};

std::variant<drain_query, http::own_response> read_drain(const request& asked) {
  drain_query read;
  query_reader query(asked.target);
  query.take("deadline", read.deadline, config::duration_codec{0ms, 24h});
  query.take("wait", read.wait, config::boolean_codec());
  if (auto refused = query.refusal())
    return std::move(*refused);
  return read;
}

/// A drain that goes on.
awaitable<answer> under_way(executor on, known_backend who) {
  const auto now = co_await describe_backends(on, who.pool.orders, who.id);
  const bool stays = now && !now->empty(); // it may have left by now
  co_return json_answer(202, stays ? shown(now->front()) : ordered_json{{"id", who.id}});
}

/// Holds no view while it waits: nobody would count as empty. A client that leaves is waited for no longer.
template <class Order>
awaitable<answer> empty(call incoming) {
  auto who = named(incoming);
  if (auto* refused = std::get_if<http::own_response>(&who))
    co_return std::move(*refused);
  const auto& pool = std::get<known_backend>(who).pool;
  const auto id = std::get<known_backend>(who).id;
  auto how = read_drain(incoming.asked);
  if (auto* refused = std::get_if<http::own_response>(&how))
    co_return std::move(*refused);
  const auto deadline = std::get<drain_query>(how).deadline;
  if (!std::get<drain_query>(how).wait) {
    const auto there = co_await describe_backends(incoming.on, pool.orders, id);
    if (!there)
      co_return pool_has_ended();
    if (there->empty())
      co_return no_such_backend();
    actors::tell(pool.orders, Order{id, deadline, {}, incoming.asked.by});
    co_return co_await under_way(incoming.on, std::get<known_backend>(who));
  }
  io::departure stays;
  auto& client = incoming.asked.client != nullptr ? *incoming.asked.client : stays;
  const auto done = co_await io::ask_for<actors::membership_change>(client, incoming.on, [&](auto reply) {
    actors::tell(pool.orders, Order{id, deadline, std::move(reply), incoming.asked.by});
  });
  if (!done && client.has_happened())
    co_return co_await under_way(incoming.on, std::get<known_backend>(who));
  if (auto failed = failure_of(done))
    co_return std::move(*failed);
  co_return json_answer(200, {{"id", id}, {"requests_left", done->requests_left}});
}

} // namespace

awaitable<answer> remove_backend(call incoming) {
  return empty<actors::remove_backend>(std::move(incoming));
}

awaitable<answer> drain_backend(call incoming) {
  return empty<actors::drain_backend>(std::move(incoming));
}

} // namespace loadex::net::admin::handlers
