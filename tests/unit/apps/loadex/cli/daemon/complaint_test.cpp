#include "apps/loadex/cli/daemon/complaint.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
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
  CHECK_THAT(complaint_about(response),
             StartsWith("http://localhost:8080 answered 403 Forbidden: not in [admin] allow\n"));
  CHECK_THAT(complaint_about(response), !Contains("more"));
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

TEST_CASE("a problem with several errors is told with each") {
  http_response response;
  response.status = 422;
  response.reason = "Unprocessable Entity";
  response.content_type = "application/problem+json";
  response.body = R"({"detail": "line 3: no", "errors": [{"field": "line 3", "detail": "no"}]})";
  CHECK_THAT(complaint_about(response), EndsWith("Entity: line 3: no"));
  response.body =
      R"({"detail": "line 3: no", "errors": [{"field": "line 3", "detail": "no"}, {"field": "line 9", "detail": "not"}]})";
  CHECK_THAT(complaint_about(response), EndsWith("Unprocessable Entity:\n  line 3: no\n  line 9: not"));
}

TEST_CASE("a refusal of the asker is told with what to do next") {
  const auto told = [](unsigned status, const std::string& retry_after = {}) {
    http_response response;
    response.status = status;
    response.retry_after = retry_after;
    return complaint_about(response);
  };
  CHECK_THAT(told(401), Contains("LOADEX_TOKEN") && Contains("--token-file"));
  CHECK_THAT(told(403), Contains("[admin] allow"));
  CHECK_THAT(told(412), Contains("Somebody came first"));
  CHECK_THAT(told(429, "7"), EndsWith("\nTry again in 7 s."));
  CHECK_THAT(told(429), !Contains("\n"));
}

TEST_CASE("a refusal cannot steer the terminal") {
  http_response response;
  response.status = 400;
  response.body = "\x1b]0;title\x07";
  CHECK_THAT(complaint_about(response), !Contains("\x1b"));
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

TEST_CASE("what is wrong with a field is told without advice to whoever asks") {
  http_response response;
  response.status = 403;
  response.reason = "Forbidden";
  response.content_type = "application/problem+json";
  response.body = R"({"detail": "url: no", "errors": [{"field": "url", "detail": "no"}]})";
  CHECK_THAT(complaint_about(response), EndsWith("403 Forbidden: url: no"));
}
