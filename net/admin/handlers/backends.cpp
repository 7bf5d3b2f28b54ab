#include "net/admin/handlers/backends.hpp"

#include "actors/runtime/compat.hpp"
#include "base/text.hpp"
#include "config/codec.hpp"
#include "config/quantity_codec.hpp"
#include "net/admin/handlers/adding.hpp"
#include "net/admin/handlers/backend_fields.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/handlers/traffic_of_backend.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/query.hpp"
#include "net/io/ask.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

using namespace std::chrono_literals;
using actors::balancing::backend_id;
using actors::health::state;
using nlohmann::ordered_json;
using outcome = actors::membership_change::outcome;

// ---- lists ----

/// Rows of the answer, written on the control thread. With many backends that takes a while, so it is done by slices:
/// the probes have their turn in between.
constexpr std::size_t slice = 250;

struct listed_pool {
  std::string name;
  backend_descriptions backends;
};

/// Appends rows, each as `pool` if that is named.
void append_rows(std::span<const actors::backend_description> backends, const std::optional<std::string>& pool,
                 std::string& text) {
  for (const auto& backend : backends) {
    auto row = pool ? ordered_json{{"pool", *pool}} : ordered_json::object();
    row.update(shown(backend));
    text.append(text.empty() ? "" : ",").append(as_text(row));
  }
}

/// The state that `?state=` names.
std::variant<std::optional<state>, http::own_response> state_wanted(const request& asked) {
  const auto name = parameter(asked.target, "state");
  if (name.empty())
    return std::optional<state>();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    if (const auto one = static_cast<state>(i); name == names.emplace_back(to_string(one)))
      return std::optional(one);
  const auto all = base::join(names, ", ", [](const std::string& word) { return word; });
  return refuse_fields({{"state", "must be one of " + all + base::did_you_mean(name, names)}});
}

awaitable<answer> list_of(call incoming, std::vector<known_pool> pools, bool names_pools) {
  auto wanted = state_wanted(incoming.asked);
  if (auto* refused = std::get_if<http::own_response>(&wanted))
    co_return std::move(*refused);
  const auto only = std::get<0>(wanted);
  std::string rows;
  for (const auto& pool : pools) {
    auto told = co_await describe_backends(incoming.on, pool.orders);
    if (!told)
      continue;
    if (only)
      std::erase_if(*told, [&](const auto& backend) { return backend.state != *only; });
    const auto name = names_pools ? std::optional(pool.name) : std::nullopt;
    for (std::size_t first = 0; first < told->size(); first += slice) {
      const std::span some(told->data() + first, std::min(slice, told->size() - first));
      const auto done = co_await io::ask<bool>(incoming.on, [&](auto reply) {
        asio::post(incoming.home.control, [&, reply] {
          append_rows(some, name, rows);
          reply.answer(true);
        });
      });
      if (!done)
        co_return pool_has_ended();
    }
  }
  co_return http::own_response{
      .status = 200, .type = "application/json", .body = "{\"backends\":[" + std::move(rows) + "]}\n"};
}

// ---- one ----

/// A backend as the path names it.
struct known_backend {
  known_pool pool;
  backend_id id = 0;
};

std::variant<known_backend, http::own_response> named(const call& incoming) {
  auto pool = find_pool(incoming.pools, incoming.in_path[0]);
  if (!pool)
    return no_such_pool();
  const auto id = base::number_from<backend_id>(incoming.in_path[1]);
  if (!id)
    return no_such_backend();
  return known_backend{std::move(*pool), *id};
}

/// The backend as it is now, and what `more` says of it.
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

/// What is said if the order was not carried out.
std::optional<http::own_response> failure_of(const std::optional<actors::membership_change>& done) {
  if (!done)
    return pool_has_ended();
  if (done->what == outcome::not_found)
    return no_such_backend();
  if (done->what == outcome::superseded)
    return problem(409, "A later order took the place of this one.");
  return std::nullopt;
}

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

// ---- drains ----

/// How a drain is asked for.
struct drain_query {
  std::chrono::milliseconds deadline = 30s;
  bool wait = false;
};

std::variant<drain_query, http::own_response> read_drain(const request& asked) {
  drain_query read;
  std::vector<fault> faults;
  const auto take = [&](std::string name, auto& to, const auto& codec) {
    try {
      if (const auto text = parameter(asked.target, name); !text.empty())
        to = codec.parse(text);
    } catch (const std::invalid_argument& e) {
      faults.push_back({std::move(name), e.what()});
    }
  };
  take("deadline", read.deadline, config::duration_codec{0ms, 24h});
  take("wait", read.wait, config::boolean_codec());
  if (!faults.empty())
    return refuse_fields(faults);
  return read;
}

/// Of all that a backend can be given, what can be changed.
std::vector<field> changeable_of(config::backend_settings& to) {
  auto all = fields_of(to);
  std::erase_if(all, [](const field& f) { return f.name != "weight"; });
  all.front().needed = true;
  return all;
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

awaitable<answer> all_backends(call incoming) {
  auto pools = all_pools(incoming.pools);
  return list_of(std::move(incoming), std::move(pools), true);
}

awaitable<answer> backends(call incoming) {
  const auto pool = find_pool(incoming.pools, incoming.in_path.front());
  if (!pool)
    co_return no_such_pool();
  std::vector<known_pool> only(1, *pool);
  co_return co_await list_of(std::move(incoming), std::move(only), false);
}

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

awaitable<answer> remove_backend(call incoming) {
  return empty<actors::remove_backend>(std::move(incoming));
}

awaitable<answer> drain_backend(call incoming) {
  return empty<actors::drain_backend>(std::move(incoming));
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
  const std::chrono::duration<double, std::milli> took = done->took;
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
