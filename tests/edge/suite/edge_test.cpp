#include "tests/edge/chapters/chapters.hpp"
#include "tests/edge/judgement.hpp"
#include "tests/edge/observation.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace loadex::tests;

namespace {

using namespace std::chrono_literals;

std::string report(const edge::edge_case& c, const edge::observation& seen, const std::vector<std::string>& wrong) {
  auto text = c.title + "\n  why: " + c.why;
  for (const auto& line : wrong)
    text += "\n  " + line;
  text += "\n  the backend got:\n" + edge::escaped_lines(seen.all_backend_heard());
  return text + "\n  the client got:\n" + edge::escaped_lines(seen.client_heard);
}

/// Plays a chapter against one balancer.
class edge_suite : e2e::fixture {
protected:
  void hold(const edge::chapter& chapter) {
    edge::raw_backend backend;
    auto settings = chapter.settings;
    settings.emplace("health.traffic-failures", "1000000"); // the broken answers are the backend's part in the play
    const auto& balancer = start_balancer(
        {.backends = {"http://127.0.0.1:" + std::to_string(backend.port())}, .workers = 1, .settings = settings});
    const edge::stage stage{balancer.port(), backend, 10s};
    for (const auto& c : chapter.cases) {
      const auto seen = stage.play(c);
      if (const auto wrong = edge::departures(c, seen, false); wrong.empty())
        SUCCEED(c.title);
      else
        FAIL_CHECK(report(c, seen, wrong));
    }
  }
};

} // namespace

TEST_CASE_METHOD(edge_suite, "request lines") {
  hold(edge::request_lines());
}

TEST_CASE_METHOD(edge_suite, "request targets") {
  hold(edge::targets());
}

TEST_CASE_METHOD(edge_suite, "Host") {
  hold(edge::hosts());
}

TEST_CASE_METHOD(edge_suite, "header fields") {
  hold(edge::header_fields());
}

TEST_CASE_METHOD(edge_suite, "Content-Length") {
  hold(edge::content_lengths());
}

TEST_CASE_METHOD(edge_suite, "Transfer-Encoding") {
  hold(edge::transfer_encodings());
}

TEST_CASE_METHOD(edge_suite, "chunked bodies") {
  hold(edge::chunked_bodies());
}

TEST_CASE_METHOD(edge_suite, "trailers") {
  hold(edge::trailers());
}

TEST_CASE_METHOD(edge_suite, "pipelining") {
  hold(edge::pipelining());
}

TEST_CASE_METHOD(edge_suite, "connection options and hop-by-hop fields") {
  hold(edge::connection_options());
}

TEST_CASE_METHOD(edge_suite, "forwarded headers from a stranger") {
  hold(edge::forwarded_headers());
}

TEST_CASE_METHOD(edge_suite, "forwarded headers from a trusted proxy") {
  hold(edge::trusted_peers());
}

TEST_CASE_METHOD(edge_suite, "Expect and interim responses") {
  hold(edge::interim_responses());
}

TEST_CASE_METHOD(edge_suite, "upgrades") {
  hold(edge::upgrades());
}

TEST_CASE_METHOD(edge_suite, "methods, and answers without a body") {
  hold(edge::methods());
}

TEST_CASE_METHOD(edge_suite, "heads of responses") {
  hold(edge::response_heads());
}

TEST_CASE_METHOD(edge_suite, "bodies of responses") {
  hold(edge::response_bodies());
}

TEST_CASE_METHOD(edge_suite, "responses that break off") {
  hold(edge::broken_responses());
}

TEST_CASE_METHOD(edge_suite, "HTTP/1.0") {
  hold(edge::http10());
}

TEST_CASE_METHOD(edge_suite, "limits") {
  hold(edge::limits());
}

TEST_CASE_METHOD(edge_suite, "deadlines") {
  hold(edge::deadlines());
}
