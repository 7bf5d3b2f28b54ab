#pragma once

#include "actors/pool/explanation.hpp"
#include "actors/pool/pool_actor.hpp"
#include "actors/pool/pool_view.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/scripted_prober.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace loadex::tests {

inline std::string url(int number) {
  return "http://127.0.0.1:" + std::to_string(8000 + number);
}

inline config::backend_settings backend(int number, std::uint32_t weight = 1, bool backup = false) {
  return {config::backend_url::parse(url(number)).value(), weight, backup, {}};
}

/// A pool actor, what it publishes, and what it answers. Backends are numbered from 1, which are their ids too; those
/// it starts with are alive.
struct pool_fixture : actor_fixture {
  scripted_prober prober;
  actors::pool_view_ptr view; // the newest: whoever holds on to older ones keeps drains from ending
  std::vector<std::uint64_t> versions;
  std::vector<std::optional<actors::membership_change::outcome>> answers;
  std::optional<actors::membership_change> last_answer;
  std::vector<observability::event_ptr> events;
  std::shared_ptr<observability::event_log> log = std::make_shared<observability::event_log>();
  std::shared_ptr<observability::event_counters> counted = std::make_shared<observability::event_counters>();
  const config::snapshot::pool first; // what the pool has begun with
  actors::pool_actor pool;

  explicit pool_fixture(int backends)
      : pool_fixture(plain(backends)) {}

  explicit pool_fixture(std::vector<config::backend_settings> backends, const config::settings& all = {})
      : first{{"main", all.global.algo, std::move(backends), {}}, all} {
    for (const auto& b : first.how.backends)
      prober.script(b.url.text(), alive());
    actors::pool_setup setup;
    setup.first = {{"configuration"}, first};
    setup.io = &prober;
    setup.seed = 1;
    setup.log = log;
    setup.events = counted;
    pool = spawn_pool(system(), std::move(setup));
    actors::tell(pool, actors::subscribe{[this](actors::pool_view_ptr newest) {
                   versions.push_back(newest->version);
                   view = std::move(newest);
                 }});
    log->subscribe(0, [this](const auto& e) {
      events.push_back(e);
      return true;
    });
  }

  pool_fixture(const pool_fixture&) = delete;
  pool_fixture& operator=(const pool_fixture&) = delete;

  ~pool_fixture() {
    view.reset();
    end_actor(pool);
    CHECK(actors_alive() == 0);
  }

  const actors::pool_view& newest() const { return *view; }
  actors::health::state state(std::size_t index) const { return view->states[index]; }

  // What the admin API would do; answers are noted.
  void add(int number, std::uint32_t weight = 1) { send(pool, actors::add_backend{backend(number, weight), slot()}); }
  void remove(int number, std::chrono::milliseconds deadline = std::chrono::minutes(1)) {
    send(pool, actors::remove_backend{config::backend_url::parse(url(number)).value(), deadline, slot()});
  }
  void drain(actors::balancing::backend_id id, std::chrono::milliseconds deadline = std::chrono::minutes(1)) {
    send(pool, actors::drain_backend{id, deadline, slot()});
  }
  void disable(actors::balancing::backend_id id) { send(pool, actors::disable_backend{id, slot()}); }
  void enable(actors::balancing::backend_id id) { send(pool, actors::enable_backend{id, slot()}); }
  void weigh(actors::balancing::backend_id id, std::uint32_t weight) {
    send(pool, actors::change_weight{id, weight, slot()});
  }
  void reconfigure(config::snapshot::pool wanted, bool drops_added = false,
                   std::chrono::milliseconds deadline = std::chrono::minutes(1)) {
    send(pool, actors::reconfigure{{"configuration"}, std::move(wanted), deadline, drops_added, slot()});
  }
  void choose_by(config::algorithm which) { send(pool, actors::change_algorithm{which, slot()}); }

  actors::explanation explain(actors::explain asked = {}) {
    std::optional<actors::explanation> told;
    asked.reply = actors::reply_slot<actors::explanation>{[&](auto answer) { told = std::move(answer); }};
    send(pool, std::move(asked));
    return told.value();
  }

  /// As a worker would.
  void report(std::size_t index, actors::traffic_report what) { send(view->members[index]->actor, what); }

  actors::reply_slot<actors::membership_change> slot() {
    return actors::reply_slot<actors::membership_change>{[this](const auto& answer) {
      last_answer = answer;
      answers.push_back(answer ? std::optional(answer->what) : std::nullopt);
    }};
  }

  std::vector<std::string> members() const {
    std::vector<std::string> urls;
    for (const auto& m : view->members)
      urls.push_back(m->url.text());
    return urls;
  }

  std::vector<std::string> available() const {
    std::vector<std::string> urls;
    for (auto index : view->member_of)
      urls.push_back(view->members[index]->url.text());
    return urls;
  }

  /// The events as `backend down`, oldest first.
  std::vector<std::string> happened() const {
    std::vector<std::string> kinds;
    for (const auto& e : events)
      kinds.emplace_back(to_string(e->kind));
    return kinds;
  }

private:
  static std::vector<config::backend_settings> plain(int count) {
    std::vector<config::backend_settings> all;
    for (int number = 1; number <= count; ++number)
      all.push_back(backend(number));
    return all;
  }
};

} // namespace loadex::tests
