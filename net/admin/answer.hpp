#pragma once

#include "net/http/problem.hpp"

#include <string>
#include <utility>

namespace loadex::net::admin {

/// What a handler says.
using answer = http::own_response;

inline answer plain_text(unsigned status, std::string body) {
  return {.status = status, .body = std::move(body)};
}

} // namespace loadex::net::admin
