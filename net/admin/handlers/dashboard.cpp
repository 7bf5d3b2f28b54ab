#include "net/admin/handlers/dashboard.hpp"

#include "observability/dashboard/page.hpp"

namespace loadex::net::admin::handlers {

awaitable<answer> dashboard(call) {
  co_return http::own_response{.type = "text/html; charset=utf-8", .body = std::string(observability::dashboard::page)};
}

awaitable<answer> dashboard_style(call) {
  co_return http::own_response{.type = "text/css; charset=utf-8", .body = std::string(observability::dashboard::style)};
}

awaitable<answer> dashboard_script(call) {
  co_return http::own_response{.type = "text/javascript; charset=utf-8",
                               .body = std::string(observability::dashboard::script)};
}

awaitable<answer> way_to_dashboard(call) {
  co_return http::own_response{.status = 301, .headers = "Location: /dashboard/\r\n"};
}

} // namespace loadex::net::admin::handlers
