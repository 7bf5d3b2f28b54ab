#include "apps/loadex/cli/traffic/answered_by.hpp"

#include <catch2/catch.hpp>

using loadex::cli::answered_by;
using loadex::cli::http_response;

namespace {

std::string from_proxy_status(std::string value) {
  http_response response;
  response.proxy_status = std::move(value);
  return answered_by(response);
}

std::string from_body(std::string body) {
  http_response response;
  response.body = std::move(body);
  return answered_by(response);
}

} // namespace

TEST_CASE("the balancer's Proxy-Status names the backend") {
  CHECK(from_proxy_status(R"(loadex; next-hop="http://localhost:8001")") == "http://localhost:8001");
  CHECK(from_proxy_status(R"(loadex;next-hop="http://[::1]:8001")") == "http://[::1]:8001");
  CHECK(from_proxy_status(R"(loadex; received-status=200; next-hop="http://a:1")") == "http://a:1");
}

TEST_CASE("other proxies in Proxy-Status are passed over") {
  CHECK(from_proxy_status(R"(cdn; next-hop="http://edge:1", loadex; next-hop="http://a:1")") == "http://a:1");
  CHECK(from_proxy_status(R"(cdn; next-hop="http://edge:1")") == "unknown");
}

TEST_CASE("an error of the balancer's own is its own answer") {
  CHECK(from_proxy_status("loadex; error=destination_unavailable") == "loadex");
  CHECK(from_proxy_status(R"(loadex; error=connection_terminated; next-hop="http://a:1")") == "http://a:1");
}

TEST_CASE("without Proxy-Status the greeting of a demo backend names it") {
  CHECK(from_body("Response from backend: http://localhost:8001\n") == "http://localhost:8001");
  CHECK(from_body("Response from backend: http://localhost:8001") == "http://localhost:8001");
}

TEST_CASE("who answered is unknown if neither header nor body tells") {
  CHECK(from_body("<html>") == "unknown");
  CHECK(from_body("") == "unknown");
}

TEST_CASE("Proxy-Status outranks the body") {
  http_response response;
  response.proxy_status = R"(loadex; next-hop="http://a:1")";
  response.body = "Response from backend: http://b:2";
  CHECK(answered_by(response) == "http://a:1");
}
