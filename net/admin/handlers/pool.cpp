#include "net/admin/handlers/pool.hpp"

#include "actors/runtime/compat.hpp"
#include "net/io/ask.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

#include <chrono>

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

} // namespace

awaitable<answer> health(call incoming) {
  const auto& view = *incoming.newest;
  auto body = ordered_json::object();
  for (std::size_t i = 0; i < view.members.size(); ++i)
    body[view.members[i]->url.text()] = is_healthy(view, i);
  co_return json(body);
}

awaitable<answer> info(call incoming) {
  co_return json({{"algorithm", config::to_string(incoming.newest->plan.which)}});
}

awaitable<answer> add(call incoming) {
  const auto target = boost::urls::parse_origin_form(incoming.asked.target);
  if (!target)
    co_return plain_text(400, "The query is not valid.\n");
  const auto params = target->params();
  const auto found = params.find("url");
  if (found == params.end() || (*found).value.empty())
    co_return plain_text(400, "Name the backend: /api/add?url=http://host:port\n");
  const auto url = config::backend_url::parse((*found).value);
  if (!url)
    co_return plain_text(400, "This is not a backend's URL: " + url.error() + "\n");
  // Kept until the pool has it, so that it is looked up once.
  const auto entry = incoming.home.addresses.entry(*url);
  const auto known = co_await io::await_addresses(incoming.on, entry, steady_clock::now() + longest_look_up);
  if (incoming.home.own.contain_any(known.endpoints))
    co_return plain_text(409, url->text() + " is this Loadex itself: its requests would come back for ever\n");
  const auto done = co_await io::ask<actors::membership_change>(incoming.on, [&](auto reply) {
    actors::tell(incoming.home.pool, actors::add_backend{{.url = *url}, std::move(reply)});
  });
  if (!done)
    co_return http::make_problem(base::reason::shutting_down, incoming.asked.accept);
  co_return plain_text(200, "Added " + url->text() + " to the pool\n");
}

} // namespace loadex::net::admin::handlers
