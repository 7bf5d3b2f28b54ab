#include "tests/edge/chapters/chapters.hpp"
#include "tests/edge/judgement.hpp"
#include "tests/edge/observation.hpp"
#include "tests/support/e2e/certificates.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/temp_folder.hpp"
#include "tests/support/e2e/tls_door.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

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

/// What comes of it where the client speaks TLS.
edge::edge_case in_tls(edge::edge_case c) {
  const auto say = [](std::string& text) {
    for (const std::string plain : {"X-Forwarded-Proto: http\r\n", "proto=http\r\n"})
      if (const auto at = text.find(plain); at != std::string::npos)
        text.insert(at + plain.size() - 2, "s");
  };
  std::ranges::for_each(c.backend_gets, say);
  std::erase(c.backend_lacks, "https");
  if (c.backend_gets_exactly)
    say(*c.backend_gets_exactly);
  return c;
}

/// Plays a chapter against one balancer, by clients without TLS and with it.
class edge_suite : e2e::fixture {
protected:
  void hold(const edge::chapter& chapter) {
    edge::raw_backend backend;
    e2e::daemon_setup setup{
        .backends = {"http://127.0.0.1:" + std::to_string(backend.port())}, .workers = 1, .settings = chapter.settings};
    setup.settings.emplace("health.traffic-failures", "1000000"); // broken answers are the backend's part in the play
    if (GENERATE(false, true)) {
      e2e::certificate_authority authority;
      const e2e::temp_folder folder;
      setup.certificate = folder.write("site.pem", authority.issue().both()).string();
      const e2e::tls_door door(start_balancer(setup).port());
      for (const auto& c : chapter.cases)
        judge(in_tls(c), {door.port(), backend, 10s});
    } else {
      const auto port = start_balancer(setup).port();
      for (const auto& c : chapter.cases)
        judge(c, {port, backend, 10s});
    }
  }

private:
  static void judge(const edge::edge_case& c, const edge::stage& on) {
    const auto seen = on.play(c);
    if (const auto wrong = edge::departures(c, seen, false); wrong.empty())
      SUCCEED(c.title);
    else
      FAIL_CHECK(report(c, seen, wrong));
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
