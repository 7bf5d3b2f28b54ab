#include "net/admin/handlers/verdict_words.hpp"

#include <catch2/catch.hpp>

using namespace loadex;
using namespace loadex::net::admin::handlers;
using actors::explanation;
using actors::selection;
using config::algorithm;
using namespace std::chrono_literals;

namespace {

explanation::verdict backend(const std::string& url, selection why, std::int32_t in_flight = 0) {
  explanation::verdict one;
  one.backend = url;
  one.why = why;
  one.in_flight = in_flight;
  return one;
}

/// Two backends: http://a is chosen, http://b comes behind it.
explanation two(algorithm by) {
  explanation all;
  all.algorithm = by;
  all.backends = {backend("http://a", selection::chosen, 1), backend("http://b", selection::outscored, 3)};
  return all;
}

std::string of_second(const explanation& all, bool has_key = true) {
  return why(all, all.backends[1], has_key);
}

} // namespace

TEST_CASE("who comes behind is told by the figures that are compared") {
  auto all = two(algorithm::least_connections);
  CHECK(of_second(all) == "3 in flight; http://a has 1 in flight");
  all.backends[0].weight = 2;
  all.backends[1].share = 0.5;
  CHECK(of_second(all) == "3 in flight for weight 0.5; http://a has 1 in flight for weight 2");
  all = two(algorithm::peak_ewma);
  all.backends[1].latency = 12'340us;
  CHECK(of_second(all) ==
        "not drawn, or behind http://a: 12.3 ms lately and 3 in flight, against no latency known and 1 in flight");
}

TEST_CASE("every algorithm says why one is chosen and the other is not") {
  for (const auto& row : config::algorithms()) {
    const auto all = two(row.which);
    CAPTURE(row.name);
    for (const bool has_key : {false, true}) {
      CHECK_FALSE(why(all, all.backends[0], has_key).empty());
      CHECK_THAT(of_second(all, has_key), Catch::Matchers::Contains("http://a"));
    }
  }
}

TEST_CASE("a client's cookie comes before the algorithm") {
  auto all = two(algorithm::least_connections);
  all.by_affinity = true;
  CHECK(why(all, all.backends[0], false) == "the client's cookie names it");
  CHECK(of_second(all) == "the client's cookie names http://a");
}

TEST_CASE("who is not available is told by its state, since when, and why") {
  auto all = two(algorithm::round_robin);
  auto& down = all.backends[1];
  down.why = selection::unavailable;
  down.state = actors::health::state::unhealthy;
  down.since = std::chrono::system_clock::time_point(1'000'000'000s);
  CHECK(of_second(all) == "unhealthy since 2001-09-09T01:46:40Z");
  down.reason = base::reason::status_unexpected;
  down.detail = "HTTP 503";
  CHECK(of_second(all) == "unhealthy since 2001-09-09T01:46:40Z: status_unexpected, HTTP 503");
  down.state = actors::health::state::disabled;
  CHECK(of_second(all) == "disabled since 2001-09-09T01:46:40Z");
}
