#include "net/admin/handlers/openapi.hpp"

#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/openapi/document.hpp"
#include "net/admin/route_table.hpp"

namespace loadex::net::admin::handlers {

/// Made once, on the control thread: that takes milliseconds.
awaitable<answer> openapi(call incoming) {
  return write_on(incoming.home.control, incoming.on, [] {
    static const auto all = json_answer(200, admin::openapi::document(route_table()));
    return all;
  });
}

} // namespace loadex::net::admin::handlers
