#include "net/admin/json_answer.hpp"

#include <utility>

namespace loadex::net::admin {

std::string as_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

http::own_response json_answer(unsigned status, const nlohmann::ordered_json& body, std::string type) {
  return {.status = status, .type = std::move(type), .body = as_text(body) + "\n"};
}

} // namespace loadex::net::admin
