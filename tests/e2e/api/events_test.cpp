#include "tests/support/e2e/api.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

/// A client of the stream of events.
class event_reader {
public:
  explicit event_reader(std::uint16_t port, const std::string& query = {}, header_fields fields = {})
      : client_(port) {
    fields.push_back({"Accept", "text/event-stream"});
    client_.send("GET", "/loadex/v1/events" + query, std::move(fields));
    head_ = read_response_head(client_.stream());
  }

  const response& head() const noexcept { return head_; }

  /// The next one.
  json next() {
    const std::string begin = "data: ";
    const auto text = client_.stream().read_through("\n\n");
    return json::parse(text.substr(text.find(begin) + begin.size()));
  }

  /// Whether it ends as it should, after whatever is left of it.
  bool ends_in_order() { return client_.stream().read_to_end().ends_with("0\r\n\r\n"); }

private:
  http_client client_;
  response head_;
};

void weigh(api& operating, int weight) {
  CHECK(operating.ask("PATCH", "/pools/main/backends/1", json{{"weight", weight}}.dump()).status == 200);
}

} // namespace

TEST_CASE_METHOD(fixture, "the API tells what has happened, who asked for it, from where, and what was before") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  api operating(balancer.port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  const auto before = operating.get("/events");
  const std::uint64_t latest = before["latest"];
  CHECK(before["events"][0]["id"] == 1);
  CHECK(before["missed"] == 0);
  weigh(operating, 3);
  const auto after = operating.get("/events?after=" + std::to_string(latest));
  CHECK(after["latest"] == latest + 1);
  REQUIRE(after["events"].size() == 1);
  const auto event = after["events"][0];
  CHECK(event["id"] == latest + 1);
  CHECK(event["kind"] == "weight changed");
  CHECK(event["pool"] == "main");
  CHECK(event["backend"] == backends().front().url());
  CHECK(event["backend_id"] == 1);
  CHECK(event["by"] == "admin");
  CHECK(event["before"] == "1");
  CHECK(event["after"] == "3");
  CHECK_FALSE(event.contains("reason"));
  CHECK(operating.get("/events?pool=other")["events"].empty());
  CHECK(operating.ask("GET", "/events?after=-1").status == 422);
}

TEST_CASE_METHOD(fixture, "a stream has each event as it happens, and goes on behind the last one that was read") {
  const bool apart = GENERATE(false, true);
  daemon_setup setup{.backends = start_backends(1)};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  api operating(balancer.admin_port());
  REQUIRE(eventually([&] { return operating.has_healthy(1); }));
  std::uint64_t last = 0;
  {
    event_reader reading(balancer.admin_port());
    CHECK(reading.head().status == 200);
    CHECK(reading.head().value("Content-Type") == "text/event-stream");
    CHECK(reading.head().value("Cache-Control") == "no-store");
    weigh(operating, 3);
    const auto event = reading.next();
    CHECK(event["kind"] == "weight changed");
    CHECK(event["after"] == "3");
    CHECK(event == operating.get("/events?after=" + std::to_string(event["id"].get<std::uint64_t>() - 1))["events"][0]);
    last = event["id"];
  }
  weigh(operating, 4);
  weigh(operating, 5);
  event_reader again(balancer.admin_port(), "", {{"Last-Event-ID", std::to_string(last)}});
  CHECK(again.next()["after"] == "4");
  CHECK(again.next()["after"] == "5");
  weigh(operating, 6);
  CHECK(again.next()["after"] == "6");
  event_reader from(balancer.admin_port(), "?after=" + std::to_string(last + 1));
  CHECK(from.next()["after"] == "5");
  event_reader of_another_life(balancer.admin_port(), "", {{"Last-Event-ID", "1000000"}});
  CHECK(of_another_life.next()["id"] == 1);
  event_reader wrong(balancer.admin_port(), "", {{"Last-Event-ID", "x"}});
  CHECK(wrong.head().status == 422);
}

TEST_CASE_METHOD(fixture, "there are 16 streams at a time, and the place of one that has ended is free again") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  std::vector<std::unique_ptr<event_reader>> all;
  for (int i = 0; i < 16; ++i)
    CHECK(all.emplace_back(std::make_unique<event_reader>(balancer.port()))->head().status == 200);
  const event_reader more(balancer.port());
  CHECK(more.head().status == 503);
  CHECK(more.head().value("Retry-After") == "10");
  all.pop_back();
  CHECK(eventually([&] { return event_reader(balancer.port()).head().status == 200; }));
}

TEST_CASE_METHOD(fixture, "a stream ends in order when Loadex stops") {
  const bool apart = GENERATE(false, true);
  daemon_setup setup{.backends = start_backends(1)};
  if (apart)
    setup.settings["admin.listen"] = R"("127.0.0.1:0")";
  auto& balancer = start_balancer(setup);
  event_reader reading(balancer.admin_port(), "?after=0");
  CHECK(reading.next()["id"] == 1);
  CHECK(balancer.stop() == 0);
  CHECK(reading.ends_in_order());
}
