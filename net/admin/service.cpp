#include "net/admin/service.hpp"

#include <algorithm>
#include <utility>

namespace loadex::net::admin {

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
  if (row == nullptr || row->may == route::who::admins) {
    if (auto refused = refusal(asked.who, how)) {
      auto response = http::make_problem(base::reason::not_allowed, "text/plain");
      response.body = std::move(*refused) + "\n";
      return response;
    }
  }
  if (row == nullptr || row->handle == nullptr)
    return plain_text(404, "There is no such address.\n");
  if (row->takes(asked.method))
    return row;
  const auto allowed = allowed_methods(routes_, *row);
  return http::own_response{
      .status = 405, .body = "Use " + allowed + " here.\n", .headers = "Allow: " + allowed + "\r\n"};
}

awaitable<answer> service::respond(const route& row, const request& asked, executor on,
                                   const pool_directory& pools) const {
  return row.handle({asked, around_, on, pools, ready_.load(std::memory_order_relaxed)});
}

} // namespace loadex::net::admin
