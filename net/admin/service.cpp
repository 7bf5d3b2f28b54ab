#include "net/admin/service.hpp"

#include "base/text.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/query.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
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

} // namespace

service::service(const surroundings& around, std::span<const route> routes)
    : around_(around)
    , routes_(routes) {
  for (const auto& row : routes_)
    first_letters_.set(static_cast<unsigned char>(row.path[1]));
}

bool service::is_ours(std::string_view target, const config::admin_settings& how) const noexcept {
  const auto path = target.substr(0, target.find('?'));
  return std::any_of(routes_.begin(), routes_.end(),
                     [&](const route& row) { return (how.operations_paths || !row.operational) && row.covers(path); });
}

std::variant<const route*, http::own_response> service::find(const request& asked,
                                                             const config::admin_settings& how) const {
  const auto* row = find_route(routes_, asked.path(), asked.method);
  const bool strict = row != nullptr && row->strict;
  if (row == nullptr || row->may == route::who::admins) {
    if (auto refused = refusal(asked.who, how)) {
      if (strict)
        return problem(403, *refused);
      auto response = http::make_problem(base::reason::not_allowed, "text/plain");
      response.body = std::move(*refused) + "\n";
      return response;
    }
  }
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
