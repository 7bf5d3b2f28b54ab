#include "apps/loadex/cli/daemon/api.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using loadex::cli::as_request;
using loadex::cli::http_method;
using loadex::cli::http_response;
using loadex::cli::read_answer;
using loadex::cli::server_url;

TEST_CASE("a question to the API has its path and query encoded, and a body only if there is something to say") {
  const auto asked = as_request({.path = {"pools", "a b/c?"}, .query = {{"state", "x&y"}, {"wait", "true"}}}, "s3cret");
  CHECK(asked.method == http_method::get);
  CHECK(asked.target == "/loadex/v1/pools/a%20b%2Fc%3F?state=x%26y&wait=true");
  CHECK(asked.json.empty());
  CHECK(asked.token == "s3cret");
  CHECK(as_request({.method = http_method::patch, .path = {"pools"}, .body = {{"weight", 3}}}, {}).json ==
        R"({"weight":3})");
}

TEST_CASE("an answer of the API that is no JSON is another server's") {
  http_response response;
  response.status = 200;
  response.body = "Response from backend: http://localhost:8001";
  const auto read = read_answer(server_url::parse("http://localhost:8001").value(), {response, {}});
  REQUIRE_FALSE(read);
  CHECK_THAT(read.error(), Contains("does not answer as a load balancer does"));
}
