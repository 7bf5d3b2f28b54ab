#include "net/admin/handlers/openapi.hpp"

#include "net/admin/json_answer.hpp"
#include "net/admin/openapi/document.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/route_table.hpp"
#include "net/io/ask.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin::handlers {

/// Made once, on the control thread: that takes milliseconds.
awaitable<answer> openapi(call incoming) {
  auto made = co_await io::ask<const http::own_response*>(incoming.on, [&](auto reply) {
    asio::post(incoming.home.control, [reply] {
      static const auto all = json_answer(200, admin::openapi::document(route_table()));
      reply.answer(&all);
    });
  });
  if (!made)
    co_return problem(503, "Loadex stops.");
  co_return **made;
}

} // namespace loadex::net::admin::handlers
