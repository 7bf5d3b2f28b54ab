#pragma once

#include "tests/support/e2e/http_client.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace loadex::tests::e2e {

/// An operator at the API, on one connection.
class api {
public:
  explicit api(std::uint16_t port)
      : client_(port) {}

  /// `path` is below /loadex/v1.
  response ask(const std::string& method, const std::string& path, const std::string& body = {},
               header_fields fields = {}) {
    if (!body.empty())
      fields.push_back({"Content-Type", "application/json"});
    return client_.ask(method, "/loadex/v1" + path, std::move(fields), body);
  }

  /// What a GET that is answered has to say.
  nlohmann::json get(const std::string& path) { return nlohmann::json::parse(ask("GET", path).body); }

  /// Whether so many backends are healthy, in all pools.
  bool has_healthy(std::size_t count) { return get("/backends?state=healthy")["backends"].size() == count; }

private:
  http_client client_;
};

} // namespace loadex::tests::e2e
