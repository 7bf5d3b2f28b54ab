#include "actors/backend/probe_actor.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_prober.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <vector>

using namespace loadex::actors;
using namespace std::chrono_literals;
using loadex::tests::alive;
using loadex::tests::dead;

namespace {

const std::string url = "http://127.0.0.1:8001";

/// Stands in for the backend actor: notes the verdicts.
verdict_sink::behavior_type note_verdicts(verdict_sink::pointer, std::vector<bool>* verdicts) {
  return {[=](const probe_verdict& verdict) { verdicts->push_back(verdict.healthy); }};
}

struct fixture : loadex::tests::actor_fixture {
  loadex::tests::scripted_prober prober;
  std::vector<bool> verdicts;
  verdict_sink backend = system().spawn(note_verdicts, &verdicts);
  probe_actor probe = spawn_probe(system(), {loadex::config::backend_url::parse(url).value(), {}, &prober, 1});

  ~fixture() { end_actor(probe); }

  std::size_t probes() const { return prober.count(url); }
};

} // namespace

TEST_CASE("a probe actor waits for the order to begin") {
  fixture f;
  f.advance(1min);
  CHECK(f.probes() == 0);
}

TEST_CASE("a probe actor probes at once, then within an interval, then about every interval, and tells what it found") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  CHECK(f.probes() == 1);
  CHECK(f.verdicts == std::vector{true});
  const auto second = *f.next_timer() - f.now();
  CHECK(second <= 5'050ms);
  f.advance(second);
  CHECK(f.probes() == 2);
  f.advance(4s);
  CHECK(f.probes() == 2);
  f.advance(2s);
  CHECK(f.probes() == 3);
  f.advance(1h);
  CHECK(f.probes() > 700);
  CHECK(f.probes() < 740);
  CHECK(f.verdicts.size() == f.probes());
}

TEST_CASE("a probe actor begins no probe while one is under way") {
  fixture f;
  f.send(f.probe, begin_probing{f.backend});
  f.advance(30s);
  CHECK(f.probes() == 1);
  f.prober.answer(alive());
  f.advance(6s);
  CHECK(f.probes() == 2);
  CHECK(f.verdicts == std::vector{true});
}

TEST_CASE("a hurried probe comes soon and takes the place of the regular one") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  f.advance(1min);
  const auto before = f.probes();
  for (int i = 0; i < 10; ++i)
    f.send(f.probe, probe_soon{1s});
  f.advance(1'150ms);
  CHECK(f.probes() >= before + 1);
  f.advance(1h); // with the ticks of the outdated timers there would be eleven times as many
  CHECK(f.probes() - before > 700);
  CHECK(f.probes() - before < 740);
}

TEST_CASE("an answer that was under way when a hurried probe was ordered does not count") {
  fixture f;
  f.send(f.probe, begin_probing{f.backend});
  f.send(f.probe, probe_soon{1s});
  f.prober.answer(alive());
  f.run();
  CHECK(f.verdicts.empty());
  f.advance(2s);
  f.prober.answer(dead());
  f.run();
  CHECK(f.verdicts == std::vector{false});
}

TEST_CASE("an answer after the probe actor has ended does no harm") {
  fixture f;
  f.send(f.probe, begin_probing{f.backend});
  f.end_actor(f.probe);
  f.prober.answer(alive());
  f.advance(1min);
  CHECK(f.verdicts.empty());
  CHECK(f.probes() == 1);
}

TEST_CASE("a probe actor keeps no backend actor alive") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  CHECK(f.actors_alive() == 2);
  f.backend = nullptr;
  CHECK(f.actors_alive() == 1);
  f.advance(1min);
}

TEST_CASE("a shorter interval is kept at once, a longer one from the next probe on") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  f.send(f.probe, probe_like{{.interval = 1h}});
  f.advance(6s);
  CHECK(f.probes() == 2);
  f.advance(1h);
  CHECK(f.probes() <= 3);
  const auto before = f.probes();
  f.send(f.probe, probe_like{{.interval = 1s}});
  f.advance(1'050ms);
  CHECK(f.probes() > before);
  f.advance(100s); // with the ticks of the outdated timer there would be more
  CHECK(f.probes() - before > 90);
  CHECK(f.probes() - before < 112);
}

TEST_CASE("a hurried probe is not put off by another interval") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  f.send(f.probe, probe_soon{1s});
  f.send(f.probe, probe_like{{.interval = 4s}});
  f.advance(1'150ms);
  CHECK(f.probes() >= 2);
}

TEST_CASE("the next probe asks what is to be asked now, and is not the sooner for it") {
  fixture f;
  f.prober.script(url, alive());
  f.send(f.probe, begin_probing{f.backend});
  f.send(f.probe, probe_like{{.path = "/up"}});
  CHECK(f.probes() == 1);
  f.advance(6s);
  CHECK(f.probes() == 2);
  CHECK(f.prober.last_asked().path == "/up");
}

TEST_CASE("an answer that is awaited counts, unless another question is asked now") {
  fixture f;
  f.send(f.probe, begin_probing{f.backend});
  f.send(f.probe, probe_like{{.interval = 4s, .rise = 3}});
  f.prober.answer(alive());
  f.run();
  CHECK(f.verdicts == std::vector{true});
  CHECK(f.probes() == 1);

  f.advance(4'050ms);
  CHECK(f.probes() == 2);
  f.send(f.probe, probe_like{{.path = "/up", .interval = 4s}});
  CHECK(f.probes() == 3);
  f.prober.answer(dead()); // to the old question
  f.run();
  CHECK(f.verdicts == std::vector{true});
  f.prober.answer(alive());
  f.run();
  CHECK(f.verdicts == std::vector{true, true});
}

TEST_CASE("a probe actor that has not begun does not for being told how") {
  fixture f;
  f.send(f.probe, probe_like{{.path = "/up", .interval = 1s}});
  f.advance(1min);
  CHECK(f.probes() == 0);
}
