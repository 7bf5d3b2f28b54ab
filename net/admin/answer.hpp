#pragma once

#include "net/admin/streamed_body.hpp"
#include "net/http/problem.hpp"

#include <memory>
#include <string>
#include <utility>

namespace loadex::net::admin {

/// What a handler says. With a stream, that is the body, and the response has none of its own.
struct answer {
  http::own_response response;
  std::unique_ptr<streamed_body> stream;

  answer() = default;
  answer(http::own_response said, std::unique_ptr<streamed_body> body = nullptr)
      : response(std::move(said))
      , stream(std::move(body)) {}
};

inline http::own_response plain_text(unsigned status, std::string body) {
  return {.status = status, .body = std::move(body)};
}

} // namespace loadex::net::admin
