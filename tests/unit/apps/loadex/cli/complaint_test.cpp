#include "apps/loadex/cli/complaint.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::StartsWith;
using loadex::cli::complaint;
using loadex::cli::http_response;
using loadex::cli::http_result;
using loadex::cli::server_url;

namespace {

std::string complaint_about(http_response response) {
  return complaint(server_url::parse("http://localhost:8080").value(),
                   {.response = std::move(response), .failure = {}});
}

} // namespace

TEST_CASE("a daemon that is not there is named with the reason and what to do") {
  const http_result refused{.response = std::nullopt, .failure = "connection refused"};
  CHECK_THAT(
      complaint(server_url::parse("http://localhost:8080").value(), refused),
      StartsWith("no answer from http://localhost:8080: connection refused\nIs the load balancer running? Start it"));
}

TEST_CASE("a refusal carries the daemon's own words") {
  http_response response;
  response.status = 403;
  response.reason = "Forbidden";
  response.content_type = "text/plain";
  response.body = "not in [admin] allow\nmore\n";
  CHECK(complaint_about(response) == "http://localhost:8080 answered 403 Forbidden: not in [admin] allow");
}

TEST_CASE("of a problem document the detail is told, else the title") {
  http_response response;
  response.status = 400;
  response.reason = "Bad Request";
  response.content_type = "application/problem+json";
  response.body = R"({"title": "Bad URL", "detail": "a backend is http://HOST:PORT"})";
  CHECK(complaint_about(response) == "http://localhost:8080 answered 400 Bad Request: a backend is http://HOST:PORT");
  response.body = R"({"title": "Bad URL"})";
  CHECK(complaint_about(response) == "http://localhost:8080 answered 400 Bad Request: Bad URL");
}

TEST_CASE("a refusal without words is told by its status") {
  http_response response;
  response.status = 404;
  response.reason = "Not Found";
  const auto body = GENERATE("", "{", "[]");
  CAPTURE(body);
  response.content_type = "application/problem+json";
  response.body = body;
  CHECK(complaint_about(response) == "http://localhost:8080 answered 404 Not Found");
}
