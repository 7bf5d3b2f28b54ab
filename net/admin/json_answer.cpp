#include "net/admin/json_answer.hpp"

#include <utility>

namespace loadex::net::admin {

http::own_response json_answer(unsigned status, const nlohmann::ordered_json& body, std::string type) {
  return {.status = status,
          .type = std::move(type),
          .body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"};
}

} // namespace loadex::net::admin
