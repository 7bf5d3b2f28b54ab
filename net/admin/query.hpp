#pragma once

#include "net/http/problem.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::admin {

/// The value of a parameter of the query in `target`, decoded; empty if there is none.
std::string parameter(std::string_view target, std::string_view name);

/// What is wrong with the query of `target` if it may have the parameters of `example`, each once and with a
/// value; nothing if nothing.
std::optional<http::own_response> query_objection(std::string_view example, std::string_view target);

} // namespace loadex::net::admin
