#include "apps/loadbalancer/daemon/reloader.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <semaphore>
#include <stdexcept>

using namespace loadex;
using loadex::net::admin::denial;
using loadex::tests::e2e::eventually;

namespace {

/// A reloader whose configuration always holds at once, unless `read` says otherwise.
struct setup {
  errands on;
  observability::reload_counters counted;
  observability::event_log events;
  std::atomic<unsigned> read{0};
  std::atomic<unsigned> adopted{0};
  std::string tag = "now";
  std::function<void()> reading = [] {};
  const config::snapshot_ptr holds = config::make_snapshot({});
  reloader reloads{on,
                   {.read =
                        [this] {
                          ++read;
                          reading();
                          return config::settings{};
                        },
                    .adopt =
                        [this](const auto&, const auto&) {
                          ++adopted;
                          return config::succession{holds, {}, {}};
                        },
                    .tag = [this] { return tag; }},
                   counted,
                   events};

  ~setup() { on.end(); }

  /// Asks, and notes the answer.
  void ask(std::vector<std::optional<reloader::result>>& into, observability::asker by,
           net::admin::precondition known = {}) {
    const auto place = into.size();
    into.emplace_back();
    reloads.ask({std::move(by), std::move(known),
                 actors::reply_slot<reloader::result>([&into, place](auto answer) { into[place] = answer; })});
  }
};

} // namespace

TEST_CASE("a reload that fails by what nobody has foreseen is refused, and the next one is tried") {
  setup with;
  with.reading = [&] {
    if (with.read == 1)
      throw std::runtime_error("no descriptors");
  };
  with.reloads.ask({});
  with.on.begin();
  REQUIRE(eventually([&] { return with.reloads.latest().has_value(); }));
  CHECK_FALSE(with.reloads.latest()->adopted);
  CHECK(with.reloads.latest()->problems == std::vector<std::string>{"no descriptors"});
  CHECK(with.adopted == 0);
  with.reloads.ask({});
  CHECK(eventually([&] { return with.adopted == 1; }));
}

TEST_CASE("those who ask before a reload begins share it, and those who ask while it runs get the next") {
  setup with;
  std::binary_semaphore begun{0};
  std::binary_semaphore go_on{0};
  with.reading = [&] {
    if (with.read == 1) {
      begun.release();
      go_on.acquire();
    }
  };
  std::vector<std::optional<reloader::result>> answers;
  answers.reserve(5);
  with.ask(answers, {"first", "127.0.0.1"});
  with.ask(answers, {"second", "127.0.0.2"});
  with.on.begin();
  begun.acquire();
  with.ask(answers, {"third", ""});
  with.ask(answers, {"third", ""});
  CHECK(with.adopted == 0);
  go_on.release();
  REQUIRE(eventually([&] { return with.adopted == 2; }));
  with.on.end();
  for (const auto& answer : answers)
    CHECK(answer.has_value());
  CHECK(with.read == 2);
  const auto told = with.events.read(0, 10).events;
  REQUIRE(told.size() == 2);
  CHECK(told[0]->asked == observability::asker{"first, second", "127.0.0.1, 127.0.0.2"});
  CHECK(told[1]->asked == observability::asker{"third", ""});
}

TEST_CASE("who knows another configuration than is in force has none reloaded, and the others have") {
  setup with;
  std::vector<std::optional<reloader::result>> answers;
  answers.reserve(5);
  with.ask(answers, {"late", ""}, [](std::string_view tag) { return tag == "before"; });
  with.on.begin();
  REQUIRE(eventually([&] { return answers[0].has_value(); }));
  CHECK(std::get<denial>(*answers[0]).why == denial::cause::changed);
  CHECK(with.read == 0);
  with.ask(answers, {"late", ""}, [](std::string_view tag) { return tag == "before"; });
  with.ask(answers, {"early", ""}, [](std::string_view tag) { return tag == "now"; });
  REQUIRE(eventually([&] { return answers[2].has_value(); }));
  CHECK(std::holds_alternative<denial>(answers[1].value()));
  CHECK(std::holds_alternative<net::admin::configuration_adopted>(answers[2].value()));
}

TEST_CASE("who waits for a reload that does not come any more is told") {
  bool told = false;
  {
    setup with;
    const auto slot = [&] {
      return actors::reply_slot<reloader::result>([&](auto answer) { told = !answer.has_value(); });
    };
    with.reloads.ask({{}, {}, slot()});
    with.on.end();
  }
  CHECK(told);
}
