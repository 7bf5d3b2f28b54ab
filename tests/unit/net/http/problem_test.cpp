#include "net/http/problem.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace loadex::net;
using loadex::base::reason;

TEST_CASE("a refusal is problem+json with the reason's word") {
  const auto response = http::make_problem(502, reason::no_backend, "*/*");
  CHECK(response.type == "application/problem+json");
  const auto body = nlohmann::json::parse(response.body);
  CHECK(body["status"] == 502);
  CHECK(body["title"] == "Bad Gateway");
  CHECK(body["reason"] == "no_backend");
  CHECK_FALSE(body["detail"].get<std::string>().empty());
}

TEST_CASE("a refusal is plain text for a client that accepts only text") {
  const auto response = http::make_problem(504, reason::response_timeout, "text/html, text/plain;q=0.5");
  CHECK(response.type == "text/plain; charset=utf-8");
  CHECK(response.body.find("response_timeout") != std::string::npos);
}

TEST_CASE("a refusal's Proxy-Status has the registered error and our word") {
  CHECK(http::make_problem(502, reason::connect_refused, "").headers ==
        "Proxy-Status: loadex; error=connection_refused; details=\"connect_refused\"\r\n");
  CHECK(http::make_problem(502, reason::response_too_large, "").headers ==
        "Proxy-Status: loadex; error=http_response_header_section_size; details=\"response_too_large\"\r\n");
}

TEST_CASE("a client that is told 503 is told when to come back") {
  CHECK(http::make_problem(503, reason::no_backend, "").headers.find("Retry-After: 1\r\n") != std::string::npos);
  CHECK(http::make_problem(502, reason::no_backend, "").headers.find("Retry-After") == std::string::npos);
}
