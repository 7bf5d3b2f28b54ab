#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/scripted_daemon.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>

using namespace loadex::tests::e2e;
using nlohmann::json;

namespace {

std::string event(int id) {
  return json{{"id", id}, {"time", "2026-11-29T15:00:00Z"}, {"kind", "backend up"}, {"pool", "main"}}.dump();
}

std::string page(std::vector<int> ids, int latest, int missed = 0) {
  json all{{"events", json::array()}, {"latest", latest}, {"missed", missed}};
  for (const auto id : ids)
    all["events"].push_back(json::parse(event(id)));
  return all.dump();
}

constexpr auto stream_head = "HTTP/1.1 200 OK";
const header_fields as_stream{{"Content-Type", "text/event-stream"}, {"Transfer-Encoding", "chunked"}};

std::string sent(int id) {
  return chunk("id: " + std::to_string(id) + "\ndata: " + event(id) + "\n\n");
}

} // namespace

TEST_CASE("loadex events shows all that are kept, over as many pages as that takes") {
  scripted_daemon daemon;
  daemon.script("GET /events", [](conversation& now) {
    const auto& target = now.asked.target;
    now.answer(200, contains(target, "after=0")   ? page({3, 4}, 5, 2)
                    : contains(target, "after=4") ? page({5}, 5)
                                                  : page({}, 5));
  });
  const auto shown = run_loadex({"events", "--pool", "main", "-u", daemon.url()});
  CHECK(shown.code == 0);
  CHECK(shown.output == "3  2026-11-29T15:00:00Z  backend up: main\n4  2026-11-29T15:00:00Z  backend up: main\n"
                        "5  2026-11-29T15:00:00Z  backend up: main\n");
  CHECK(contains(shown.errors, "2 events before these are no longer kept"));
  CHECK(contains(daemon.asked().front().target, "pool=main"));

  CHECK(json::parse(run_loadex({"events", "-o", "json", "-u", daemon.url()}).output) ==
        json::parse(page({3, 4, 5}, 5, 2)));
  CHECK(run_loadex({"events", "--since", "4", "-u", daemon.url()}).output ==
        "5  2026-11-29T15:00:00Z  backend up: main\n");
  CHECK(run_loadex({"events", "--since", "1h", "-u", daemon.url()}).code == 0);
  CHECK(run_loadex({"events", "--since", "yesterday", "-u", daemon.url()}).code == 2);
}

TEST_CASE("loadex events --follow goes on after the last event when the connection breaks, and tells what was missed") {
  scripted_daemon daemon;
  std::atomic<int> connections = 0;
  std::atomic<bool> may_end = false;
  daemon.script("GET /events", [&](conversation& now) {
    CHECK(now.asked.value("Accept") == "text/event-stream");
    const auto which = ++connections;
    CHECK(now.asked.value("Last-Event-ID") == (which == 1 ? "" : "7"));
    now.send_head(stream_head, as_stream);
    if (which == 1) {
      now.stream.send(sent(7));
      return;
    }
    now.stream.send(chunk("event: missed\ndata: {\"missed\":3}\n\n") + sent(11));
    eventually([&] { return may_end.load(); });
  });
  child_process following({loadex_program, "events", "-f", "-o", "json", "-u", daemon.url()});
  CHECK(eventually([&] { return contains(following.output(), event(11)); }));
  CHECK(json::parse(following.output().substr(0, following.output().find('\n'))) == json::parse(event(7)));
  CHECK(contains(following.errors(), "trying again"));
  CHECK(contains(following.errors(), "3 events were missed"));
  CHECK(connections == 2);
  following.signal(SIGINT);
  CHECK(following.wait() == 128 + SIGINT);
  may_end = true;
}

TEST_CASE("loadex events --follow --since shows what is kept before what comes, each once") {
  scripted_daemon daemon;
  std::atomic<bool> may_end = false;
  daemon.script("GET /events", [&](conversation& now) {
    if (now.asked.value("Accept") != "text/event-stream")
      return now.answer(200, contains(now.asked.target, "after=1") ? page({2, 3}, 4) : page({}, 4));
    CHECK(now.asked.value("Last-Event-ID") == "4"); // the latest of all, which may be another pool's
    now.send_head(stream_head, as_stream);
    now.stream.send(sent(5));
    eventually([&] { return may_end.load(); });
  });
  child_process following({loadex_program, "events", "--follow", "--since", "1", "-u", daemon.url()});
  CHECK(eventually([&] { return contains(following.output(), "5  2026"); }));
  CHECK(following.output().starts_with("2  2026"));
  CHECK(contains(following.output(), "\n3  2026"));
  may_end = true;
}

TEST_CASE("loadex events --follow ends when it is refused") {
  scripted_daemon daemon;
  const auto told = run_loadex({"events", "--follow", "-u", daemon.url()});
  CHECK(told.code == 1);
  CHECK(contains(told.errors, "404"));
}
