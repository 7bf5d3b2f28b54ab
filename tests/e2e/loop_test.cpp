#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/process_cost.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/scripted_backend.hpp"
#include "tests/support/e2e/traffic.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <regex>

using namespace loadex::tests::e2e;

namespace {

std::string url_at(const std::string& host, std::uint16_t port) {
  return "http://" + host + ":" + std::to_string(port);
}

/// Answers with the CDN-Loop lines that came.
void echo_loop(conversation& now) {
  std::string body;
  for (const auto& value : now.asked.values("CDN-Loop"))
    body += value + "\n";
  now.answer(200, body);
}

/// Matches the whole of a text.
bool matches(const std::string& text, const std::string& pattern) {
  return std::regex_match(text, std::regex(pattern));
}

constexpr auto our_id = "loadex-[0-9a-f]{16}";

} // namespace

TEST_CASE_METHOD(fixture, "a balancer in its own pool serves with the other backends and asks itself for nothing") {
  const auto host = GENERATE("127.0.0.1", "127.1.2.3", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]");
  CAPTURE(host);
  const reserved_port port;
  const auto itself = url_at(host, port.number());
  auto& sound = start_backend();
  auto& balancer = start_balancer({.backends = {itself, sound.url()},
                                   .algorithm = "first",
                                   .settings = {{"global.port", std::to_string(port.number())},
                                                {"global.address", R"(["0.0.0.0", "::"])"},
                                                {"health.port", std::to_string(sound.port())}}}); // answers well
  const auto at_first = open_files(balancer.process().pid());

  const auto seen = traffic(balancer.port(), {.clients = 10, .requests = 500}).finish();
  CHECK(seen.failures.empty());
  CHECK(seen.by_backend == std::map<std::string, std::size_t>{{sound.url(), 500}});
  CHECK(open_files(balancer.process().pid()) <= at_first + 2 * 10);
  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total") == 500; }));

  const auto probes = [&] { return balancer.metrics().sum("golb_health_checks_total", {label("result", "loop")}); };
  REQUIRE(eventually([&] { return probes() >= 3; }));
  CHECK_FALSE(balancer.is_healthy(itself));
  const auto down = balancer.events("backend down");
  REQUIRE(down.size() == 1);
  CHECK(down[0].at("level") == "WARN");
  CHECK(down[0].at("backend") == itself);
  CHECK(down[0].at("reason") == "loop");
}

TEST_CASE_METHOD(fixture, "a balancer whose only backend is itself runs and says that there is none") {
  const reserved_port port;
  auto& balancer = start_balancer(
      {.backends = {url_at("127.0.0.1", port.number())}, .settings = {{"global.port", std::to_string(port.number())}}});

  const auto answer = http_client(balancer.port()).get("/");

  CHECK(answer.status == 502);
  CHECK(nlohmann::json::parse(answer.body).at("reason") == "no_backend");
}

TEST_CASE_METHOD(fixture, "a balancer that is told to try itself for want of others is asked twice and no more") {
  const reserved_port port;
  auto& balancer = start_balancer(
      {.backends = {url_at("127.0.0.1", port.number())},
       .settings = {{"global.port", std::to_string(port.number())}, {"health.when-all-down", R"("try-anyway")"}}});

  CHECK(http_client(balancer.port()).get("/").status == 508);

  CHECK(eventually([&] { return balancer.metrics().sum("golb_requests_total") == 2; }));
}

TEST_CASE_METHOD(fixture, "adding the balancer itself is refused, whatever it is called") {
  auto& balancer =
      start_balancer({.backends = start_backends(1), .settings = {{"global.address", R"(["0.0.0.0", "::"])"}}});
  http_client admin(balancer.port());

  for (const auto* host : {"127.0.0.1", "127.200.0.1", "localhost", "LOCALHOST", "0.0.0.0", "%5B::1%5D", "%5B::%5D",
                           "%5B::ffff:127.0.0.1%5D"}) {
    CAPTURE(host);
    const auto url = url_at(host, balancer.port());
    const auto answer = admin.ask("POST", "/api/add?url=" + url);
    CHECK(answer.status == 409);
    CHECK(answer.body.find("is this Loadex itself") != std::string::npos);
  }
  CHECK(nlohmann::json::parse(admin.get("/api/health").body).size() == 1);
}

TEST_CASE_METHOD(fixture, "what shares the balancer's port on an address that is not its own can be added") {
  auto& balancer = start_balancer({.backends = start_backends(1)}); // on 127.0.0.1
  http_client admin(balancer.port());

  CHECK(admin.ask("POST", "/api/add?url=" + url_at("127.0.0.2", balancer.port())).status == 200);
  CHECK(admin.ask("POST", "/api/add?url=" + url_at("%5B::1%5D", balancer.port())).status == 200);
  CHECK(admin.ask("POST", "/api/add?url=http://no-such-host.invalid:8001").status == 200);
  CHECK(admin.ask("POST", "/api/add?url=" + url_at("127.0.0.1", balancer.port())).status == 409);
}

TEST_CASE_METHOD(fixture, "two balancers in series are no loop, and each leaves its id") {
  scripted_backend backend(echo_loop);
  auto& inner = start_balancer({.backends = {backend.url()}});
  auto& outer = start_balancer({.backends = {inner.url()}});
  const std::string two = std::string(our_id) + ", " + our_id + "\n";

  http_client client(outer.port());
  const auto first = client.get("/").body;
  CHECK(matches(first, two));
  CHECK(first.substr(0, 23) != first.substr(25, 23));
  CHECK(http_client(outer.port()).get("/").body == first); // on whichever worker
  CHECK(client.get("/", {{"CDN-Loop", "other;v=\"1\""}, {"Connection", "CDN-Loop"}, {"CDN-Loop", "loadex-0"}}).body ==
        "other;v=\"1\", loadex-0, " + first);
}

TEST_CASE_METHOD(fixture, "a request that comes back is refused with 508, whether or not there is a backend") {
  std::optional<scripted_backend> backend(std::in_place, echo_loop);
  auto& balancer = start_balancer({.backends = {backend->url()}});
  http_client client(balancer.port());
  auto id = client.get("/").body;
  id.pop_back();
  REQUIRE(matches(id, our_id));

  for (const auto& lines : std::vector<header_fields>{{{"CDN-Loop", id}},
                                                      {{"cdn-loop", "other, " + id + ";v=1 ,more"}},
                                                      {{"CDN-Loop", "other"}, {"CDN-Loop", id}},
                                                      {{"CDN-Loop", id}, {"Connection", "CDN-Loop"}}}) {
    const auto answer = client.get("/", lines);
    CHECK(answer.status == 508);
    CHECK(answer.start_line == "HTTP/1.1 508 Loop Detected");
    CHECK(nlohmann::json::parse(answer.body).at("reason") == "loop_detected");
    CHECK(answer.value("Proxy-Status") == R"(loadex; error=proxy_loop_detected; details="loop_detected")");
    CHECK(answer.value("Connection") == "keep-alive");
  }
  CHECK(client.ask("POST", "/", {{"CDN-Loop", id}}, "a body").status == 508);
  CHECK(client.get("/", {{"CDN-Loop", id + "0"}}).status == 200);
  CHECK(backend->requests() == 2);
  CHECK(eventually([&] {
    const auto now = balancer.metrics();
    return now.sum("golb_failures_total", {label("reason", "loop_detected"), label("backend", "")}) == 5 &&
           now.sum("golb_requests_total", {label("status", "508"), label("backend", "")}) == 5;
  }));

  const auto url = backend->url();
  backend.reset();
  REQUIRE(eventually([&] { return !balancer.is_healthy(url); }));
  CHECK(client.get("/", {{"CDN-Loop", id}}).status == 508);
  CHECK(client.get("/").status == 502);
}

TEST_CASE_METHOD(fixture, "balancers in each other's pool answer 508 once round, and blame nobody") {
  const reserved_port port;
  const std::map<std::string, std::string> probes{{"health.path", R"("/healthz")"}};
  auto settings = probes;
  settings.emplace("global.port", std::to_string(port.number()));
  auto& second = start_balancer({.backends = {url_at("127.0.0.1", port.number())}, .settings = probes});
  auto& first = start_balancer({.backends = {second.url()}, .settings = settings});
  REQUIRE(eventually([&] { return second.is_healthy(first.url()); }));

  http_client client(first.port());
  for (int i = 0; i < 20; ++i) { // more than the broken ones that take a backend out
    const auto answer = client.get("/");
    CHECK(answer.status == 508);
    CHECK(nlohmann::json::parse(answer.body).at("reason") == "loop_detected");
  }

  CHECK(first.is_healthy(second.url()));
  CHECK(second.is_healthy(first.url()));
  CHECK(eventually([&] {
    return first.metrics().sum("golb_requests_total") == 40 && // each came twice
           second.metrics().sum("golb_requests_total") == 20;
  }));
  CHECK(first.metrics().sum("golb_retries_total") + second.metrics().sum("golb_retries_total") == 0);
  CHECK(first.metrics().sum("golb_failures_total", {label("backend", second.url())}) == 0);
  CHECK(second.metrics().sum("golb_failures_total", {label("backend", first.url())}) == 0);
}
