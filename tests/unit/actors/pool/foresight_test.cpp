#include "tests/support/pool_fixture.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <optional>

// What a reconfiguration would do is told without doing it; then it is done, and compared.

using namespace loadex::actors;
using loadex::tests::alive;
using loadex::tests::backend;
using loadex::tests::url;
using weights = std::map<std::string, std::uint32_t>;

namespace {

/// Four backends, all healthy, and a fifth to come.
struct fixture : loadex::tests::pool_fixture {
  loadex::config::snapshot::pool wanted;

  fixture()
      : pool_fixture({backend(1), backend(2), backend(3), backend(4)})
      , wanted(first) {
    prober.script(url(5), alive());
    prober.script(url(6), alive());
    run();
  }

  foresight foreseen(bool drops_added = false) {
    std::optional<foresight> told;
    send(pool, foresee{{.source = {"configuration"}, .wanted = wanted, .drops_added = drops_added},
                       reply_slot<foresight>{[&](auto answer) { told = std::move(answer); }}});
    return told.value();
  }

  settings_in_force in_force() {
    std::optional<settings_in_force> told;
    send(pool, describe_settings{reply_slot<settings_in_force>{[&](auto answer) { told = std::move(answer); }}});
    return told.value();
  }

  weights now() {
    weights all;
    for (const auto& b : in_force().what.backends)
      all.emplace(b.url.text(), b.weight);
    return all;
  }

  /// What is foreseen; afterwards that it is what comes.
  foresight check(bool drops_added = false) {
    const auto before = now();
    auto told = foreseen(drops_added);
    CHECK(now() == before);
    weights expected_before;
    weights expected_after;
    for (const auto& b : told.backends) {
      if (b.now)
        expected_before.emplace(b.now->url.text(), b.now->weight);
      if (b.then)
        expected_after.emplace(b.then->url.text(), b.then->weight);
    }
    CHECK(before == expected_before);
    reconfigure(wanted, drops_added);
    CHECK(now() == expected_after);
    return told;
  }
};

} // namespace

TEST_CASE("a pool foresees who would come, leave and change") {
  fixture f;
  f.disable(3);
  f.wanted.how.backends = {backend(1), backend(2, 4), backend(3), backend(5, 2)};
  const auto told = f.check();
  REQUIRE(told.backends.size() == 5);
  CHECK(told.algorithm == loadex::config::algorithm::round_robin);
  CHECK(told.backends[0].available);
  CHECK_FALSE(told.backends[2].available);
  CHECK_FALSE(told.backends[3].then);
  CHECK_FALSE(told.backends[4].now);
  CHECK(told.backends[4].available);
}

TEST_CASE("a pool foresees that what people have changed stays, unless the configuration changes it, too") {
  fixture f;
  f.weigh(1, 7);
  f.weigh(2, 7);
  f.remove(3);
  f.add(5, 3);
  f.add(6, 3);
  f.wanted.how.backends = {backend(1), backend(2, 2), backend(3), backend(4), backend(6, 9)};
  f.view.reset();
  f.check();
  CHECK(f.now() == weights{{url(1), 7}, {url(2), 2}, {url(4), 1}, {url(5), 3}, {url(6), 3}});
}

TEST_CASE("a pool foresees that what people have added goes if that is wanted") {
  fixture f;
  f.add(5, 3);
  f.add(6, 3);
  f.wanted.how.backends.push_back(backend(6, 9));
  f.view.reset();
  f.check(true);
  CHECK(f.now() == weights{{url(1), 1}, {url(2), 1}, {url(3), 1}, {url(4), 1}, {url(6), 9}});
}

TEST_CASE("a pool foresees that one who leaves would come back") {
  fixture f;
  f.report(1, {.opened = 1}); // and so takes its time
  f.wanted.how.backends = {backend(1), backend(3), backend(4)};
  f.reconfigure(f.wanted);
  CHECK(f.now().count(url(2)) == 0);
  f.wanted.how.backends.push_back(backend(2, 6));
  f.check();
  CHECK(f.now().at(url(2)) == 6);
}

TEST_CASE("the settings in force have who is out of service, and not who is about to leave") {
  fixture f;
  f.report(1, {.opened = 1});
  f.report(2, {.opened = 1});
  f.disable(1);
  f.drain(2);
  f.remove(3);
  f.choose_by(loadex::config::algorithm::power_of_two);
  const auto told = f.in_force();
  CHECK(told.what.algo == loadex::config::algorithm::power_of_two);
  CHECK(f.now() == weights{{url(1), 1}, {url(2), 1}, {url(4), 1}});
  REQUIRE(told.out_of_service.size() == 2);
  CHECK(told.out_of_service[0].url == url(1));
  CHECK(told.out_of_service[0].state == health::state::disabled);
  CHECK(told.out_of_service[1].state == health::state::draining);
}
