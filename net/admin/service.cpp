#include "net/admin/service.hpp"

#include "base/text.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/query.hpp"
#include "observability/log.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace loadex::net::admin {

namespace {

/// Whether it is what the row takes, with or without parameters; a patch in JSON may say so, too (RFC 7396).
bool is_taken(const route& row, std::string_view type) {
  const auto name = base::trim(type.substr(0, type.find(';')));
  return boost::beast::iequals(name, row.body_type) ||
         (row.body_type == "application/json" && boost::beast::iequals(name, "application/merge-patch+json"));
}

/// Why the row of the API does not answer this.
std::optional<http::own_response> objection(const route& row, const request& asked) {
  if (row.takes_body && !asked.has_body)
    return problem(411, "This needs a body of type " + std::string(row.body_type) + ".");
  if (row.takes_body && !is_taken(row, asked.content_type))
    return problem(415, "The body must be of type " + std::string(row.body_type) + ".");
  return query_objection(row.query, asked.target);
}

/// The answer to somebody who may not ask: of the API a problem, elsewhere a line of text.
http::own_response refuse(bool strict, unsigned status, const std::string& why) {
  if (strict)
    return problem(status, why);
  auto response = http::make_problem(status, base::reason::not_allowed, "text/plain");
  response.body = why + "\n";
  return response;
}

http::own_response wait_for(bool strict, std::chrono::seconds time) {
  const std::string why = "Too many wrong tokens have come from your address.";
  auto response = strict ? problem(429, why) : plain_text(429, why + "\n");
  response.headers = "Retry-After: " + std::to_string(time.count()) + "\r\n";
  return response;
}

/// What is asked for is told without the query, which may hold secrets.
void log_wrong_token(const request& asked, std::int64_t not_logged) {
  observability::log_event(observability::level::warn, "wrong token",
                           {{"client", std::string(asked.from.address)},
                            {"method", std::string(asked.method)},
                            {"target", std::string(asked.path())},
                            {"not_logged", not_logged}});
}

} // namespace

service::service(const surroundings& around, std::span<const route> routes)
    : around_(around)
    , routes_(routes) {
  for (const auto& row : routes_)
    first_letters_.set(static_cast<unsigned char>(row.path[1]));
}

bool service::is_ours(std::string_view target, const config::admin_settings& how) const noexcept {
  return cover(routes_, target.substr(0, target.find('?')), how);
}

/// Why the visitor gets nothing.
std::optional<http::own_response> service::turn_away(const route* row, const request& asked,
                                                     const config::admin_settings& how) const {
  const auto now = steady_clock::now();
  const bool strict = row != nullptr && row->strict;
  auto who = asked.who;
  if (row != nullptr && row->only_tells)
    who.changes = false;
  if (who.shown != credential::none && !who.user)
    if (const auto wait = wrong_tokens_.wait_of(asked.from.bytes, now); wait > std::chrono::seconds(0))
      return wait_for(strict, wait);
  const auto refused = refusal(who, how);
  if (!refused)
    return std::nullopt;
  auto response = refuse(strict, refused->status, refused->why);
  if (refused->status != 401)
    return response;
  response.headers += "WWW-Authenticate: Bearer\r\n";
  if (who.shown == credential::wrong)
    if (const auto not_logged = wrong_tokens_.note(asked.from.bytes, now))
      log_wrong_token(asked, *not_logged);
  return response;
}

std::variant<const route*, http::own_response> service::find(const request& asked,
                                                             const config::admin_settings& how) const {
  const auto* row = find_route(routes_, asked.path(), asked.method);
  const bool strict = row != nullptr && row->strict;
  if (row == nullptr || row->may == route::who::admins)
    if (auto refused = turn_away(row, asked, how);
        refused && !(row != nullptr && row->is_form && refused->status == 401))
      return std::move(*refused);
  if (row == nullptr || row->handle == nullptr)
    return strict ? problem(404, "There is no such address.") : plain_text(404, "There is no such address.\n");
  if (!row->takes(asked.method)) {
    const auto allowed = allowed_methods(routes_, *row);
    auto response = strict ? problem(405, "Use " + allowed + " here.") : plain_text(405, "Use " + allowed + " here.\n");
    response.headers = "Allow: " + allowed + "\r\n";
    return response;
  }
  if (strict)
    if (auto refused = objection(*row, asked))
      return std::move(*refused);
  return row;
}

std::optional<http::own_response> service::held(const route& row, const request& asked) const {
  if (!changes_held_.load(std::memory_order_relaxed) || !asked.who.changes || row.only_tells)
    return std::nullopt;
  const std::string why = "A new process is taking over, which would not know of the change: ask again.";
  auto response = row.strict ? problem(503, why) : plain_text(503, why + "\n");
  response.headers = "Retry-After: 1\r\n";
  return response;
}

std::optional<service::room> service::room_for(const route& row) const noexcept {
  if (row.most_body <= route::usual_body)
    return room(nullptr);
  if (large_bodies_.fetch_add(1, std::memory_order_relaxed) < most_large_bodies)
    return room(&large_bodies_);
  large_bodies_.fetch_sub(1, std::memory_order_relaxed);
  return std::nullopt;
}

awaitable<answer> service::respond(const route& row, const request& asked, executor on,
                                   const pool_directory& pools) const {
  return row.handle({asked, around_, on, pools, ready_.load(std::memory_order_relaxed), values_in(row, asked.path())});
}

} // namespace loadex::net::admin
