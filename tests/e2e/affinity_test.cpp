#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace loadex::tests::e2e;

namespace {

std::string name_and_value(const message_head& answer) {
  const auto cookie = answer.value("Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

} // namespace

TEST_CASE_METHOD(fixture, "without a sticky cookie no response sets one") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  http_client client(balancer.port());

  for (int i = 0; i < 10; ++i)
    CHECK_FALSE(client.get("/").has("Set-Cookie"));
}

TEST_CASE_METHOD(fixture, "the first answer sets the sticky cookie, with the attributes that are configured") {
  auto& balancer = start_balancer({.backends = start_backends(2),
                                   .settings = {{"balancing.sticky-cookie", R"("lx")"},
                                                {"balancing.sticky-attributes", R"("Path=/shop; Max-Age=60")"}}});

  const auto answer = http_client(balancer.port()).get("/");

  REQUIRE(answer.values("Set-Cookie").size() == 1);
  const auto cookie = answer.value("Set-Cookie");
  const auto end = cookie.find("; ");
  CHECK(cookie.starts_with("lx="));
  CHECK(cookie.substr(3, end - 3).find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(cookie.substr(end) == "; Path=/shop; Max-Age=60");
  CHECK(cookie.find(backends().front().url()) == std::string::npos);
}

TEST_CASE_METHOD(fixture, "a backend of weight 0 answers clients whose cookie names it, and nobody else") {
  const auto all = start_backends(2);
  const std::map<std::string, std::string> sticky{{"balancing.sticky-cookie", R"("lx")"}};
  auto& even = start_balancer({.backends = all, .settings = sticky});
  std::map<std::string, std::string> cookies;
  for (int i = 0; i < 2; ++i) {
    const auto answer = http_client(even.port()).get("/");
    cookies[answered_by(answer.body)] = name_and_value(answer);
  }
  REQUIRE(cookies.size() == 2);

  auto& uneven = start_balancer({.backends = {{all[0].url, 0}, all[1]}, .settings = sticky});
  http_client client(uneven.port());
  for (int i = 0; i < 5; ++i) {
    CHECK(answered_by(client.get("/").body) == all[1].url);
    CHECK(answered_by(client.get("/", {{"Cookie", cookies[all[0].url]}}).body) == all[0].url);
  }

  auto& without = start_balancer({.backends = {{all[0].url, 0}, {all[1].url, 0}}, .settings = sticky});
  http_client stranger(without.port());
  const auto refused = stranger.get("/");
  CHECK(refused.status == 502);
  CHECK(refused.body.find("no_backend") != std::string::npos);
  CHECK(eventually([&] { return without.events("pool down").size() == 1; }));
  CHECK(answered_by(http_client(without.port()).get("/", {{"Cookie", cookies[all[1].url]}}).body) == all[1].url);
}

TEST_CASE_METHOD(fixture,
                 "a client that sends its cookie stays on its backend whatever the algorithm, and is set no other") {
  const auto* algorithm = GENERATE("roundrobin", "weightedroundrobin", "leastconnection", "p2c", "ewma", "random",
                                   "first", "iphash", "urlhash", "headerhash", "cookiehash");
  INFO(algorithm);
  auto& balancer = start_balancer(
      {.backends = start_backends(3), .algorithm = algorithm, .settings = {{"balancing.sticky-cookie", R"("lx")"}}});

  for (int i = 0; i < 3; ++i) {
    http_client connection(balancer.port());
    const auto first = connection.get("/" + std::to_string(i));
    const auto home = answered_by(first.body);
    const auto cookie = name_and_value(first);
    REQUIRE(cookie.starts_with("lx="));
    for (int j = 0; j < 10; ++j) {
      http_client other(balancer.port()); // perhaps at the other worker
      const auto answer = other.get("/" + std::to_string(j), {{"Cookie", "a=b; " + cookie + "; c=d"}});
      CHECK(answered_by(answer.body) == home);
      CHECK_FALSE(answer.has("Set-Cookie"));
    }
  }
}

TEST_CASE_METHOD(fixture, "a client whose backend is killed is answered by another and gets its cookie") {
  auto& balancer =
      start_balancer({.backends = start_backends(3), .settings = {{"balancing.sticky-cookie", R"("lx")"}}});
  http_client client(balancer.port());
  const auto first = client.get("/");
  const auto home = answered_by(first.body);
  const auto cookie = name_and_value(first);
  const auto killed = std::ranges::find(backends(), home, &backend_process::url);
  REQUIRE(killed != backends().end());

  killed->kill();
  const auto moved = client.get("/", {{"Cookie", cookie}});
  CHECK(moved.status == 200);
  CHECK(answered_by(moved.body) != home);
  const auto next = name_and_value(moved);
  CHECK(next.starts_with("lx="));
  CHECK(next != cookie);

  killed->restart();
  REQUIRE(eventually([&] { return balancer.is_healthy(home); }));
  const auto later = client.get("/", {{"Cookie", next}}); // it has a new home
  CHECK(answered_by(later.body) == answered_by(moved.body));
  CHECK_FALSE(later.has("Set-Cookie"));
}

TEST_CASE_METHOD(fixture, "a sticky cookie that means nothing is as none: any backend answers and sets its own") {
  auto& balancer =
      start_balancer({.backends = start_backends(2), .settings = {{"balancing.sticky-cookie", R"("lx")"}}});
  http_client client(balancer.port());

  for (const auto* value : {"", "0", "1", "xyz", "123456789abcdef01", "ffffffffffffffff", "-1", "\"1\""}) {
    INFO(value);
    const auto answer = client.get("/", {{"Cookie", std::string("lx=") + value}});
    CHECK(answer.status == 200);
    CHECK(name_and_value(answer).size() > 3);
  }
}

TEST_CASE_METHOD(fixture, "an upgraded connection is set the sticky cookie too") {
  const header_fields upgrade{{"Connection", "Upgrade"}, {"Upgrade", "tcp"}};
  scripted_backend backend([&](conversation& c) {
    c.send_head("HTTP/1.1 101 Switching Protocols", upgrade);
    c.hang_up();
  });
  auto& balancer = start_balancer({.backends = {backend.url()}, .settings = {{"balancing.sticky-cookie", R"("lx")"}}});

  http_client client(balancer.port());
  client.send("GET", "/", upgrade);

  CHECK(name_and_value(read_response_head(client.stream())).starts_with("lx="));
}

TEST_CASE_METHOD(fixture, "of several cookies of the sticky one's name the one that names a backend keeps the client") {
  auto& balancer =
      start_balancer({.backends = start_backends(4), .settings = {{"balancing.sticky-cookie", R"("lx")"}}});
  http_client client(balancer.port());
  const auto first = client.get("/");
  const auto cookies = "lx=zz; lx=12; " + name_and_value(first) + "; lx=34";

  for (int i = 0; i < 8; ++i) {
    const auto answer = client.get("/", {{"Cookie", cookies}});
    CHECK(answer.body == first.body);
    CHECK_FALSE(answer.has("Set-Cookie"));
  }
}
