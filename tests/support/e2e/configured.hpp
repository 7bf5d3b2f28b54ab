#pragma once

#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace loadex::tests::e2e {

/// An operator at the addresses of the configuration; each request on a connection of its own.
class configured {
public:
  explicit configured(std::uint16_t port)
      : port_(port) {}

  response ask(const std::string& method, const std::string& path, header_fields fields = {},
               const std::string& body = {}) const {
    return http_client(port_).ask(method, "/loadex/v1" + path, std::move(fields), body);
  }

  /// What is in force.
  response get(header_fields fields = {}) const { return ask("GET", "/config", std::move(fields)); }
  std::string text() const { return get().body; }
  std::string tag() const { return get().value("ETag"); }

  response plan(const std::string& text) const {
    return ask("POST", "/config/plan", {{"Content-Type", "text/plain"}}, text);
  }
  response save(const std::string& tag) const { return ask("POST", "/config/save", {{"If-Match", tag}}); }
  response reload(header_fields fields = {}) const { return ask("POST", "/reload", std::move(fields)); }
  nlohmann::json reload_state() const { return nlohmann::json::parse(ask("GET", "/reload").body); }

  /// The file that it was started with.
  std::filesystem::path file() const { return reload_state()["file"].get<std::string>(); }
  void write(const std::string& text) const { std::ofstream(file()) << text; }

private:
  std::uint16_t port_;
};

} // namespace loadex::tests::e2e
