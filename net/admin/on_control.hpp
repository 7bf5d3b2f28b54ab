#pragma once

#include "net/admin/answer.hpp"
#include "net/admin/problem.hpp"
#include "net/io/ask.hpp"
#include "net/io/types.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::admin {

/// Has `write` make the answer on the control thread: what takes a while must not hold up a worker. It may refer to
/// what outlives the request alone.
template <class Write>
awaitable<answer> write_on(executor control, executor on, Write write) {
  auto written = co_await io::ask<http::own_response>(
      on, [&](auto reply) { asio::post(control, [write = std::move(write), reply] { reply.answer(write()); }); });
  if (!written)
    co_return problem(503, "Loadex stops.");
  co_return std::move(*written);
}

} // namespace loadex::net::admin
