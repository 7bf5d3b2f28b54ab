#include "net/admin/handlers/pool.hpp"

#include "actors/runtime/compat.hpp"
#include "config/snapshot.hpp"
#include "net/io/ask.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <variant>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

constexpr std::chrono::seconds longest_look_up{1}; // of a name to add; what is known later its probes find out

http::own_response json(const ordered_json& body) {
  return {.type = "application/json", .body = body.dump() + "\n"};
}

bool is_healthy(const actors::pool_view& view, std::size_t member) {
  return view.states[member] == actors::health::state::healthy;
}

/// The value of a parameter of the query; empty if there is none.
std::string parameter(const boost::urls::url_view& target, std::string_view name) {
  const auto params = target.params();
  const auto found = params.find(name);
  return found == params.end() ? std::string() : std::string((*found).value);
}

std::string names_of(const pool_directory& pools) {
  std::string names;
  for (std::size_t i = 0; i < pools.count(); ++i)
    names.append(names.empty() ? "" : ", ").append(pools.at(i).name);
  return names;
}

/// The pool that the query means: the one it names, else the only one, or the one called main.
std::variant<std::size_t, http::own_response> pool_of(const boost::urls::url_view& target,
                                                      const pool_directory& pools) {
  const auto name = parameter(target, "pool");
  if (name.empty() && pools.count() == 1)
    return std::size_t{0};
  if (const auto found = pools.find(name.empty() ? config::only_name : std::string_view(name)))
    return *found;
  if (name.empty())
    return plain_text(400, "Say which pool, as pool=NAME; there are " + names_of(pools) + "\n");
  return plain_text(404, "There is no such pool; there are " + names_of(pools) + "\n");
}

} // namespace

awaitable<answer> health(call incoming) {
  auto body = ordered_json::object();
  for (std::size_t p = 0; p < incoming.pools.count(); ++p) {
    const auto pool = incoming.pools.at(p);
    const auto& view = *pool.view;
    for (std::size_t i = 0; i < view.members.size(); ++i) {
      const auto [entry, is_new] = body.emplace(view.members[i]->url.text(), true);
      entry.value() = entry.value().get<bool>() && is_healthy(view, i);
    }
  }
  co_return json(body);
}

awaitable<answer> info(call incoming) {
  const auto target = boost::urls::parse_origin_form(incoming.asked.target);
  if (!target)
    co_return plain_text(400, "The query is not valid.\n");
  auto which = pool_of(*target, incoming.pools);
  if (auto* refused = std::get_if<http::own_response>(&which))
    co_return std::move(*refused);
  co_return json({{"algorithm", config::to_string(incoming.pools.at(std::get<std::size_t>(which)).view->plan.which)}});
}

awaitable<answer> add(call incoming) {
  const auto target = boost::urls::parse_origin_form(incoming.asked.target);
  if (!target)
    co_return plain_text(400, "The query is not valid.\n");
  const auto named = parameter(*target, "url");
  if (named.empty())
    co_return plain_text(400, "Name the backend: /api/add?url=http://host:port\n");
  const auto url = config::backend_url::parse(named);
  if (!url)
    co_return plain_text(400, "This is not a backend's URL: " + url.error() + "\n");
  auto which = pool_of(*target, incoming.pools);
  if (auto* refused = std::get_if<http::own_response>(&which))
    co_return std::move(*refused);
  const auto orders = incoming.pools.at(std::get<std::size_t>(which)).orders;
  // Kept until the pool has it, so that it is looked up once.
  const auto entry = incoming.home.addresses.entry(*url);
  const auto known = co_await io::await_addresses(incoming.on, entry, steady_clock::now() + longest_look_up);
  if (incoming.home.own.contain_any(known.endpoints))
    co_return plain_text(409, url->text() + " is this Loadex itself: its requests would come back for ever\n");
  const auto done = co_await io::ask<actors::membership_change>(incoming.on, [&](auto reply) {
    actors::tell(orders, actors::add_backend{{.url = *url}, std::move(reply)});
  });
  if (!done)
    co_return http::make_problem(base::reason::shutting_down, incoming.asked.accept);
  co_return plain_text(200, "Added " + url->text() + " to the pool\n");
}

} // namespace loadex::net::admin::handlers
