#pragma once

#include "net/http/problem.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace loadex::net::admin {

/// `value` in one line. Bytes that are no UTF-8, such as a client or a backend may have sent, are replaced.
std::string as_text(const nlohmann::ordered_json& value);

/// `body` as an answer, written likewise.
http::own_response json_answer(unsigned status, const nlohmann::ordered_json& body,
                               std::string type = "application/json");

} // namespace loadex::net::admin
