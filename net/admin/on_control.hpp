#pragma once

#include "net/admin/answer.hpp"
#include "net/admin/problem.hpp"
#include "net/io/ask.hpp"
#include "net/io/types.hpp"

#include <boost/asio/post.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace loadex::net::admin {

/// What `make` makes on the control thread: what takes a while must not hold up a worker. It may refer to what outlives
/// the request alone. Nothing: Loadex stops.
template <class Make>
awaitable<std::optional<std::invoke_result_t<Make&>>> make_on(executor control, executor on, Make make) {
  co_return co_await io::ask<std::invoke_result_t<Make&>>(on, [&](auto reply) {
    asio::post(control, [make = std::move(make), reply]() mutable { reply.answer(make()); });
  });
}

inline http::own_response loadex_stops() {
  return problem(503, "Loadex is stopping.");
}

/// Has `write` make the answer there.
template <class Write>
awaitable<answer> write_on(executor control, executor on, Write write) {
  auto written = co_await make_on(control, on, std::move(write));
  if (!written)
    co_return loadex_stops();
  co_return std::move(*written);
}

} // namespace loadex::net::admin
