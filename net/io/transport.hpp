#pragma once

#include "net/io/plain_transport.hpp"
#include "net/io/types.hpp"

#include <boost/asio/async_result.hpp>

#include <utility>
#include <variant>

namespace loadex::net::io {

/// What carries the bytes of a stream. Another carrier, such as TLS, is one more alternative with the functions that
/// plain_transport has. Chosen without a virtual call; while there is one, without a branch to speak of.
using transport = std::variant<plain_transport>;

/// Reads as tcp_socket::async_read_some() does.
template <class Buffers, class Token>
auto async_read_some(transport& from, const Buffers& into, Token&& token) {
  return asio::async_initiate<Token, void(error_code, std::size_t)>(
      [&from](auto&& handler, const Buffers& buffers) {
        std::visit([&](auto& t) { t.async_read_some(buffers, std::forward<decltype(handler)>(handler)); }, from);
      },
      token, into);
}

/// Writes as tcp_socket::async_write_some() does.
template <class Buffers, class Token>
auto async_write_some(transport& to, const Buffers& data, Token&& token) {
  return asio::async_initiate<Token, void(error_code, std::size_t)>(
      [&to](auto&& handler, const Buffers& buffers) {
        std::visit([&](auto& t) { t.async_write_some(buffers, std::forward<decltype(handler)>(handler)); }, to);
      },
      token, data);
}

} // namespace loadex::net::io
