#include "net/admin/handlers/dashboard.hpp"

#include "observability/dashboard/page.hpp"

namespace loadex::net::admin::handlers {

awaitable<answer> dashboard(call) {
  co_return http::own_response{.type = "text/html; charset=utf-8", .body = std::string(observability::dashboard::page)};
}

awaitable<answer> way_to_dashboard(call) {
  co_return http::own_response{.status = 301, .headers = "Location: /dashboard/\r\n"};
}

} // namespace loadex::net::admin::handlers
