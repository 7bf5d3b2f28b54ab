#include "apps/loadex/cli/traffic/counted_answer.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using loadex::cli::count_answer;
using loadex::cli::http_response;
using loadex::cli::traffic_summary;

namespace {

traffic_summary count_of(const std::string& reason, const std::string& body) {
  http_response response;
  response.status = 503;
  response.reason = reason;
  response.body = body;
  traffic_summary summary;
  count_answer(summary, {.response = response, .failure = {}}, 1ms);
  return summary;
}

} // namespace

TEST_CASE("what a server says of itself is counted without what a terminal would obey") {
  const auto summary = count_of("No\xc2\x9b"
                                "31m",
                                "Response from backend: http://\x1b[31mb:1 ");
  CHECK(summary.distribution().contains("http://?[31mb:1"));
  CHECK(summary.failures().contains("503 No?31m"));
}

TEST_CASE("what a server says of itself that is not UTF-8 is not repeated: JSON has no place for it") {
  const auto summary = count_of("No\xff", "Response from backend: http://\xff:1 ");
  CHECK(summary.distribution().contains("(not UTF-8)"));
  CHECK(summary.failures().contains("503 (not UTF-8)"));
}
