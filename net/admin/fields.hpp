#pragma once

#include "net/http/problem.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::net::admin {

/// A field that a body in JSON may have.
struct field {
  std::string name; // with a dot before what stands in an object of its own: `health.interval`
  std::string type; // as settings have it: what begins with `integer` is a number, and so on; else a string

  /// Takes the value as the command line would have it. @throws std::invalid_argument saying what is allowed.
  std::function<void(std::string_view)> take;

  bool needed = false;
};

/// Has the fields of the object in `body` taken; what is wrong with them, all at once, or nothing.
std::optional<http::own_response> read_fields(std::string_view body, const std::vector<field>& fields);

} // namespace loadex::net::admin
