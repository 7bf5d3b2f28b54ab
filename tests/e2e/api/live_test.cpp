#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// A page that listens.
class live_reader {
public:
  explicit live_reader(std::uint16_t port)
      : client_(port) {
    client_.send("GET", "/loadex/v1/live");
    head_ = read_response_head(client_.stream());
  }

  const response& head() const noexcept { return head_; }

  /// The next event: its type and what it says.
  std::pair<std::string, json> next() {
    const std::string type = "event: ";
    const std::string data = "data: ";
    auto text = client_.stream().read_through("\n\n");
    text.erase(0, text.find(type) + type.size());
    return {text.substr(0, text.find('\n')), json::parse(text.substr(text.find(data) + data.size()))};
  }

  /// The first to come that is so; null after 50 others.
  json first(const std::function<bool(const json&)>& is_so) {
    for (int i = 0; i < 50; ++i)
      if (auto told = next().second; is_so(told))
        return told;
    return nullptr;
  }

private:
  http_client client_;
  response head_;
};

json row_of(const json& told, int id) {
  for (const auto& row : told.value("backends", json::array()))
    if (row["id"] == id)
      return row;
  return nullptr;
}

} // namespace

TEST_CASE_METHOD(fixture, "a page is told how all pools and backends are, and each second what has changed of them") {
  auto& balancer = start_balancer({.backends = start_backends(2)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(2); }));
  live_reader page(balancer.port());
  CHECK(page.head().value("Content-Type") == "text/event-stream");
  const auto [kind, all] = page.next();
  CHECK(kind == "begin");
  CHECK(all["pools"][0]["algorithm"] == "roundrobin");
  REQUIRE(all["backends"].size() == 2);
  CHECK(row_of(all, 1)["pool"] == "main");
  CHECK(row_of(all, 1)["state"] == "healthy");
  CHECK(row_of(all, 1)["weight"] == 1);

  operating.ask("PATCH", "/pools/main/backends/1", R"({"weight":3})");
  const auto weighed = page.first([](const json& told) { return row_of(told, 1).contains("weight"); });
  CHECK(row_of(weighed, 1)["weight"] == 3);
  CHECK_FALSE(row_of(weighed, 1).contains("url")); // which has not changed
  CHECK(weighed["events"][0]["kind"] == "weight changed");

  operating.ask("DELETE", "/pools/main/backends/2");
  CHECK(page.first([](const json& told) { return told.contains("gone"); })["gone"] == json{"main/2"});
}

TEST_CASE_METHOD(fixture, "a page counts the requests of a second, and all so far, as the API does") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  live_reader page(balancer.port());
  CHECK(row_of(page.next().second, 1)["requests"] == 0);
  http_client client(balancer.port());
  for (int i = 0; i < 7; ++i)
    CHECK(client.get("/").status == 200);
  double in_seconds = 0;
  const auto last = page.first([&](const json& told) {
    in_seconds += told["all"]["requests"].get<double>();
    return row_of(told, 1).contains("requests") && row_of(told, 1)["requests"] == 7;
  });
  REQUIRE(last != nullptr);
  CHECK(row_of(last, 1)["now"]["requests"] > 0);
  CHECK(row_of(last, 1)["latency"].size() == 13);
  CHECK(in_seconds == 7);
  CHECK(operating.get("/pools/main/backends/1")["requests"] == 7);
}

TEST_CASE_METHOD(fixture, "the seconds that a page is told are those of the history, whenever it is opened") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  const auto minute = [&] { return operating.get("/stats?seconds=60"); };
  REQUIRE(eventually([&] { return !minute()["requests"].empty(); }));
  const auto now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  const auto flips = [&, before = now()] { return now() > before; };
  REQUIRE(eventually(flips)); // the daemon's own second is under way, most likely
  live_reader page(balancer.port());
  const auto told = page.next().second["time"].get<std::string>();
  CHECK(told <= minute()["until"].get<std::string>());
}

TEST_CASE_METHOD(fixture, "a page that is opened beside another is told all at once") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  live_reader first(balancer.port());
  CHECK(first.next().first == "begin");
  CHECK(first.next().first == "second");
  live_reader other(balancer.port());
  const auto [kind, all] = other.next();
  CHECK(kind == "begin");
  CHECK(all["backends"].size() == 1);
  CHECK(other.next().first == "second");
}

TEST_CASE_METHOD(fixture, "each part of the page is served with its type, and not again to who has it") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  http_client browser(balancer.port());
  const std::pair<const char*, const char*> parts[] = {{"app.js", "text/javascript; charset=utf-8"},
                                                       {"chart.js", "text/javascript; charset=utf-8"},
                                                       {"style.css", "text/css; charset=utf-8"},
                                                       {"icon.svg", "image/svg+xml"}};
  for (const auto& [name, type] : parts) {
    const auto path = std::string("/dashboard/") + name;
    const auto part = browser.get(path);
    CHECK(part.status == 200);
    CHECK(part.value("Content-Type") == type);
    CHECK(part.body.size() > 100);
    const auto again = browser.ask("GET", path, {{"If-None-Match", part.value("ETag")}});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(browser.ask("GET", path, {{"If-None-Match", "\"other\""}}).status == 200);
  }
  CHECK(browser.get("/dashboard/page.hpp").status == 404);
}
