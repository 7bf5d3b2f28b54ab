#include "net/admin/handlers/pool.hpp"

#include "config/snapshot.hpp"
#include "net/admin/handlers/adding.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/query.hpp"

#include <boost/url/parse.hpp>

#include <string>
#include <utility>
#include <variant>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

bool is_healthy(const actors::pool_view& view, std::size_t member) {
  return view.states[member] == actors::health::state::healthy;
}

std::string names_of(const pool_directory& pools) {
  std::string names;
  for (std::size_t i = 0; i < pools.count(); ++i)
    names.append(names.empty() ? "" : ", ").append(pools.at(i).name);
  return names;
}

/// The pool that the query means: the one it names, else the only one, or the one called main.
std::variant<std::size_t, http::own_response> pool_of(std::string_view target, const pool_directory& pools) {
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
  co_return json_answer(200, body);
}

awaitable<answer> info(call incoming) {
  if (!boost::urls::parse_origin_form(incoming.asked.target))
    co_return plain_text(400, "The query is not valid.\n");
  auto which = pool_of(incoming.asked.target, incoming.pools);
  if (auto* refused = std::get_if<http::own_response>(&which))
    co_return std::move(*refused);
  co_return json_answer(
      200, {{"algorithm", config::to_string(incoming.pools.at(std::get<std::size_t>(which)).view->plan.which)}});
}

awaitable<answer> add(call incoming) {
  if (!boost::urls::parse_origin_form(incoming.asked.target))
    co_return plain_text(400, "The query is not valid.\n");
  const auto named = parameter(incoming.asked.target, "url");
  if (named.empty())
    co_return plain_text(400, "Name the backend: /api/add?url=http://host:port\n");
  const auto url = config::backend_url::parse(named);
  if (!url)
    co_return plain_text(400, "This is not a backend's URL: " + url.error() + "\n");
  auto which = pool_of(incoming.asked.target, incoming.pools);
  if (auto* refused = std::get_if<http::own_response>(&which))
    co_return std::move(*refused);
  const auto orders = incoming.pools.at(std::get<std::size_t>(which)).orders;
  config::backend_settings wanted{.url = *url};
  const auto added = co_await add_to(orders, std::move(wanted), incoming);
  if (!added.barred.empty())
    co_return plain_text(403, "A backend may not be there: " + added.barred + "\n");
  if (added.is_ourselves)
    co_return plain_text(409, url->text() + " is this Loadex itself: its requests would come back for ever\n");
  if (!added.done)
    co_return http::make_problem(base::reason::shutting_down, incoming.asked.accept);
  co_return plain_text(200, "Added " + url->text() + " to the pool\n");
}

} // namespace loadex::net::admin::handlers
