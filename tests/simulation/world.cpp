#include "tests/simulation/world.hpp"

#include "actors/balancing/chooser.hpp"
#include "actors/compat.hpp"
#include "actors/explanation.hpp"
#include "actors/pool_actor.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/simulated_backend.hpp"
#include "tests/simulation/simulated_worker.hpp"
#include "tests/simulation/violation.hpp"
#include "tests/support/actor_fixture.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <random>
#include <set>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using actors::membership_change;
using actors::pool_view_ptr;
using actors::balancing::backend_id;
using condition = simulated_backend::condition;
using observability::reason;
using outcome = membership_change::outcome;

constexpr unsigned attempts = 3;
constexpr duration response_timeout = 5s;
constexpr duration refusal = 300us;       // until a refused connect is known
constexpr duration noticing = 8s;         // an interval and its jitter, a probe that times out, and some more
constexpr duration settling = 20ms;       // until every worker has told and has been told
constexpr duration fair_window = 30s;     // over which shares are compared
constexpr duration patience = 3min;       // after which a backend that is not chosen is starved
constexpr std::size_t fewest_serving = 3; // of those that orders leave in service
constexpr std::size_t most_members = 10;
constexpr unsigned clients = 500;

duration exponential(std::mt19937_64& random, duration mean) {
  std::exponential_distribution<double> distribution(1);
  return std::chrono::duration_cast<duration>(mean * distribution(random));
}

config::settings settings_for(std::uint64_t seed) {
  config::settings all;
  all.global.algo = config::algorithms()[seed % config::algorithms().size()].which;
  if (seed % 4 == 2)
    all.balancing.hash_load_bound = 25;
  if (seed % 4 == 3)
    all.balancing.sticky_cookie = "server";
  return all;
}

} // namespace

class world::implementation final : public actors::prober {
public:
  explicit implementation(const scenario& what)
      : scenario_(what)
      , random_(what.seed)
      , settings_(settings_for(what.seed))
      , oracle_(settling, noticing) {
    actors::pool_setup setup;
    for (int i = 0; i < 6; ++i)
      setup.backends.push_back(settings_of(new_backend()));
    setup.algorithm = settings_.global.algo;
    setup.balancing = settings_.balancing;
    setup.health = settings_.health;
    setup.io = this;
    setup.seed = what.seed;
    setup.turns = turns_;
    pool_ = spawn_pool(actors_.system(), std::move(setup));
    const simulated_worker::surroundings around{actors_.system(), addresses_, metrics_, settings_, turns_};
    for (unsigned i = 0; i < what.workers; ++i)
      workers_.emplace_back(i, around, random_());
    tell(pool_, actors::subscribe{[this](const pool_view_ptr& view) { guard([&] { take_view(view); }); }});
    tell(pool_, actors::subscribe_to_events{0, [this](const auto& e) {
                                              ++seen_.events;
                                              guard([&] { oracle_.check_event(*e); });
                                              return true;
                                            }});
    actors_.run();
  }

  ~implementation() override {
    view_.reset();
    agenda_ = {};
    for (auto& w : workers_)
      w.stop();
    actors::end_actor(pool_);
    actors_.run();
  }

  statistics run(const std::function<void(std::chrono::hours, const statistics&)>& progress) {
    for (auto& [url, b] : backends_)
      await_fault(b);
    arrive();
    order_something();
    look_around();
    const auto begin = now();
    for (std::chrono::hours hour = 1h; hour <= scenario_.length; ++hour) {
      run_until(begin + hour);
      if (progress)
        progress(hour, seen_);
    }
    finish();
    return seen_;
  }

private:
  struct request {
    simulated_worker* worker;
    unsigned client;
    std::string key;
    std::uint64_t affinity = 0;
    std::vector<backend_id> tried{};
  };
  using request_ptr = std::shared_ptr<request>;

  // ---- time ----

  moment now() { return actors_.now(); }
  void after(duration delay, agenda::deed what) { agenda_.enter(now() + delay, std::move(what)); }

  void run_until(moment end) {
    for (;;) {
      const auto deed = agenda_.empty() ? moment::max() : agenda_.next();
      const auto timer = actors_.next_timer().value_or(moment::max()); // an actor's, which may enter deeds
      if (std::min(deed, timer) > end)
        break;
      actors_.advance(std::min(deed, timer) - now());
      if (deed <= timer)
        agenda_.take()();
      settle();
    }
    actors_.advance(end - now());
  }

  /// Workers turn their loops, now and then only after something more has happened; actors handle what they were sent.
  void settle() {
    bool all_told = true;
    for (auto& w : workers_) {
      if (!w.stirred())
        continue;
      if (one_in(4))
        after(1ms, [] {}); // a busy worker; it gets another chance soon
      else
        w.turn();
      all_told = all_told && !w.stirred();
    }
    actors_.run();
    if (broken_)
      throw *broken_;
    if (!all_told)
      return;
    for (const auto& [who, counted] : touched_)
      oracle_.check_count(who, counted->in_flight.load(std::memory_order_relaxed));
    touched_.clear();
  }

  /// Inside an actor's handler nothing may be thrown: settle() does.
  template <class Deed>
  void guard(Deed what) {
    try {
      what();
    } catch (const violation& e) {
      broken_ = broken_ ? broken_ : e;
    }
  }

  /// All clients go, all backends are well, every request ends; then all backends leave.
  void finish() {
    ending_ = true;
    for (auto& [url, b] : backends_)
      become(b, condition::well);
    run_until(now() + 1min);
    oracle_.check_end();
    for (const auto& m : view_->members)
      order(actors::remove_backend{m->id, 1s, {}}, m->id, 1s);
    run_until(now() + 10s);
    look_for_overdue();
    if (!view_->members.empty())
      throw violation("a backend is left in the pool at the end");
    for (auto& w : workers_)
      w.routes().adopt(view_); // at rest: they let go of the backends that have left
    actors_.run();
    if (actors_.actors_alive() != 1 + workers_.size())
      throw violation(std::to_string(actors_.actors_alive()) + " actors are left at the end");
  }

  // ---- backends ----

  simulated_backend& new_backend() {
    const auto number = backends_.size() + 1;
    const auto url = "http://10.0." + std::to_string(number / 200) + '.' + std::to_string(number % 200 + 1) + ":80";
    auto& b = backends_[url];
    b.url = url;
    b.since = now();
    b.typical = std::chrono::microseconds(std::uniform_int_distribution<int>(1'000, 40'000)(random_));
    return b;
  }

  config::backend_settings settings_of(const simulated_backend& b) {
    config::backend_settings result;
    result.url = config::backend_url::parse(b.url);
    result.weight = std::uniform_int_distribution<std::uint32_t>(1, 5)(random_);
    result.backup = one_in(8);
    return result;
  }

  void become(simulated_backend& b, condition next) {
    b.crashes += next == condition::crashed;
    b.now = next;
    b.since = now();
  }

  void await_fault(simulated_backend& b) {
    after(exponential(random_, 10min), [this, &b] { fail(b); });
  }

  void fail(simulated_backend& b) {
    if (ending_)
      return;
    ++seen_.faults;
    constexpr std::array mishaps{condition::slow,    condition::crashed,          condition::hanging,
                                 condition::unready, condition::hidden_to_probes, condition::hidden_to_traffic};
    const auto what = mishaps[random_() % mishaps.size()];
    if (what == condition::crashed && one_in(3))
      return flap(b, 20);
    become(b, what);
    after(500ms + exponential(random_, 20s), [this, &b] { recover(b); });
  }

  /// Crashes and comes back every moment.
  void flap(simulated_backend& b, int times) {
    if (ending_)
      return;
    become(b, b.now == condition::crashed ? condition::well : condition::crashed);
    if (times > 0)
      after(200ms + exponential(random_, 1s), [this, &b, times] { flap(b, times - 1); });
    else
      recover(b);
  }

  void recover(simulated_backend& b) {
    if (ending_)
      return;
    const bool slowly = one_in(3);
    become(b, slowly ? condition::slow : condition::well);
    if (slowly)
      after(1min, [this, &b] { recover(b); });
    else
      await_fault(b);
  }

  /// The prober: what a probe finds is decided when it arrives.
  void probe(const config::backend_url& url, const config::health_settings& how, callback done) override {
    auto& b = backends_.at(url.text());
    ++b.probes;
    const auto answer = [this, &b, done = std::move(done)](duration delay, bool healthy, reason why, const char* text) {
      after(delay, [this, &b, done, healthy, why, text, number = b.probes] {
        if (number == b.probes) // else one was begun in its place
          oracle_.probed(b.url, healthy, now());
        done({healthy, why, text});
      });
    };
    if (b.refuses_probes())
      return answer(refusal, false, reason::connect_refused, "Connection refused");
    if (b.now == condition::hanging)
      return answer(how.timeout, false, reason::response_timeout, "no answer in time");
    const auto latency = b.latency(random_, now());
    if (latency > how.timeout)
      return answer(how.timeout, false, reason::response_timeout, "no answer in time");
    if (b.now == condition::unready)
      return answer(latency, false, reason::status_unexpected, "HTTP 503");
    answer(latency, true, reason::none, "HTTP 200");
  }

  // ---- requests ----

  void arrive() {
    if (ending_)
      return;
    after(exponential(random_, 1'000'000us / scenario_.requests_per_second), [this] { arrive(); });
    ++seen_.requests;
    auto r = std::make_shared<request>();
    r->worker = &workers_[random_() % workers_.size()];
    r->client = static_cast<unsigned>(random_() % clients);
    r->key = "10.1." + std::to_string(r->client / 250) + "." + std::to_string(r->client % 250);
    r->affinity = affinity_[r->client];
    attempt(r);
  }

  void attempt(const request_ptr& r) {
    auto& routes = r->worker->routes();
    const auto u = routes.pick(r->key, r->affinity, r->tried);
    if (!u)
      return give_up(*r);
    const auto who = u->backend().id;
    check_choice(*r, *u);
    oracle_.opened(who, now());
    routes.opened(*u);
    touched_.emplace_back(who, u->backend().now);
    auto& b = oracle_.truth(who);
    if (b.refuses_requests())
      return after(refusal, [this, r, u] { refused(r, u); });
    if (b.now == condition::hanging)
      return after(response_timeout, [this, r, u] { hung(r, u); });
    const auto latency = b.latency(random_, now());
    after(latency, [this, r, u, &b, latency, crashes = b.crashes] {
      if (b.crashes == crashes)
        answered(*r, u, latency);
      else
        broken(r, u);
    });
  }

  void check_choice(const request& r, const net::upstream& chosen) const {
    const auto id = chosen.backend().id;
    if (std::ranges::find(r.tried, id) != r.tried.end())
      throw violation("backend " + std::to_string(id) + " was chosen again for the same request");
    const auto& plan = r.worker->routes().view()->plan;
    if (r.affinity == 0 || r.affinity == chosen.affinity_tag())
      return;
    if (const auto kept = plan.tagged(r.affinity);
        kept && std::ranges::find(r.tried, plan.all[*kept].id) == r.tried.end())
      throw violation("a client was moved from a backend that is available");
  }

  void ended(const net::upstream_ptr& u) {
    oracle_.closed(u->backend().id);
    touched_.emplace_back(u->backend().id, u->backend().now);
  }

  void answered(const request& r, const net::upstream_ptr& u, duration latency) {
    ++seen_.answered;
    affinity_[r.client] = settings_.balancing.sticky_cookie.empty() ? 0 : u->affinity_tag();
    r.worker->routes().timed(*u, latency);
    r.worker->routes().succeeded(*u);
    r.worker->routes().closed(*u);
    ended(u);
  }

  void refused(const request_ptr& r, const net::upstream_ptr& u) {
    r->worker->routes().failed(*u, reason::connect_refused, true);
    oracle_.refused(u->backend().id, now());
    go_on(r, u);
  }

  void broken(const request_ptr& r, const net::upstream_ptr& u) {
    r->worker->routes().failed(*u, reason::reset, false);
    go_on(r, u);
  }

  void hung(const request_ptr& r, const net::upstream_ptr& u) {
    ++seen_.hung;
    r->worker->routes().timed(*u, response_timeout);
    r->worker->routes().failed(*u, reason::response_timeout, false);
    r->worker->routes().closed(*u);
    ended(u);
  }

  void go_on(const request_ptr& r, const net::upstream_ptr& u) {
    r->worker->routes().closed(*u);
    ended(u);
    r->tried.push_back(u->backend().id);
    if (r->tried.size() == attempts) {
      ++seen_.unlucky;
      return;
    }
    ++seen_.failed_over;
    attempt(r);
  }

  void give_up(const request& r) {
    ++seen_.nobody;
    for (const auto& c : r.worker->routes().view()->plan.all)
      if (std::ranges::find(r.tried, c.id) == r.tried.end())
        throw violation("backend " + std::to_string(c.id) + " is available, but none was found");
  }

  // ---- orders ----

  void order_something() {
    if (ending_)
      return;
    after(exponential(random_, 45s), [this] { order_something(); });
    ++seen_.orders;
    const auto& members = view_->members;
    const auto& one = *members[random_() % members.size()];
    const auto deadline = std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 10'000)(random_));
    const bool may_go = serving_.size() > fewest_serving;
    switch (random_() % 9) {
    case 0:
      return add();
    case 1:
      return may_go ? order(actors::remove_backend{one.id, deadline, {}}, one.id, deadline) : add();
    case 2:
      return may_go ? order(actors::drain_backend{one.id, deadline, {}}, one.id, deadline) : add();
    case 3:
      return may_go ? take_out(one.id) : add();
    case 4:
    case 5:
      return put_in(one.id);
    case 6:
      return tell(pool_,
                  actors::change_weight{one.id, std::uniform_int_distribution<std::uint32_t>(1, 5)(random_), {}});
    case 7:
      return tell(pool_,
                  actors::change_algorithm{config::algorithms()[random_() % config::algorithms().size()].which, {}});
    default:
      return ask_why();
    }
  }

  void add() {
    if (view_->members.size() >= most_members)
      return;
    simulated_backend* some = nullptr;
    if (one_in(2)) // one that has been there, and may still be
      some = &std::next(backends_.begin(), static_cast<std::ptrdiff_t>(random_() % backends_.size()))->second;
    if (!some) {
      some = &new_backend();
      await_fault(*some);
    }
    tell(pool_, actors::add_backend{settings_of(*some),
                                    actors::reply_slot<membership_change>{[this, some](const auto& change) {
                                      if (change->what == outcome::done)
                                        guard([&] {
                                          oracle_.joined(change->id, *some, now());
                                          serve(change->id, true);
                                        });
                                    }}});
  }

  /// A removal or a drain.
  template <class Order>
  void order(Order what, backend_id who, duration deadline) {
    serve(who, false);
    overdue_[who] = std::max(overdue_[who], now() + deadline + 1s);
    what.reply = actors::reply_slot<membership_change>{
        [this, who](const auto& change) { guard([&] { drained(who, *change); }); }};
    tell(pool_, std::move(what));
  }

  void drained(backend_id who, const membership_change& change) {
    if (change.what != outcome::done)
      return;
    overdue_.erase(who);
    oracle_.check_drained(who, change.requests_left);
    const auto& members = view_->members;
    if (std::ranges::none_of(members, [who](const auto& m) { return m->id == who; }))
      oracle_.left(who);
  }

  void take_out(backend_id who) {
    serve(who, false);
    overdue_.erase(who);
    tell(pool_, actors::disable_backend{who, {}});
  }

  void put_in(backend_id who) {
    overdue_.erase(who);
    tell(pool_, actors::enable_backend{who, actors::reply_slot<membership_change>{[this, who](const auto& change) {
                                         if (change->what == outcome::done)
                                           guard([&] { serve(who, true); });
                                       }}});
  }

  void serve(backend_id who, bool serving) {
    oracle_.in_service(who, serving, now());
    if (serving)
      serving_.insert(who);
    else
      serving_.erase(who);
  }

  void ask_why() {
    actors::explain asked{.key = "10.1.0.7"};
    asked.reply =
        actors::reply_slot<actors::explanation>{[this](const auto& told) { guard([&] { check_explanation(*told); }); }};
    tell(pool_, std::move(asked));
  }

  static void check_explanation(const actors::explanation& told) {
    const auto chosen =
        std::ranges::count(told.backends, actors::standing_aside::chosen, &actors::explanation::verdict::why);
    const int somebody =
        std::ranges::any_of(told.backends, [](const auto& v) { return v.state == actors::health::state::healthy; });
    if (chosen != somebody)
      throw violation("an explanation chooses " + std::to_string(chosen) + " backends");
  }

  // ---- looking on ----

  void take_view(pool_view_ptr view) {
    ++seen_.views;
    if (!view_)
      for (const auto& m : view->members) {
        oracle_.joined(m->id, backends_.at(m->url.text()), now());
        serve(m->id, true);
      }
    view_ = std::move(view);
    begin_window();
    note_eligible();
    for (auto& w : workers_) {
      const auto delay = std::chrono::microseconds(random_() % (scenario_.view_delay / 1us + 1));
      after(delay, [&w, view = view_] { w.routes().adopt(view); });
    }
  }

  void look_around() {
    if (ending_)
      return;
    after(1s, [this] { look_around(); });
    oracle_.check_view(*view_, now());
    look_for_overdue();
    look_for_starved();
    if (now() - window_begin_ >= fair_window) {
      check_shares();
      begin_window();
    }
  }

  void look_for_overdue() {
    for (const auto& [who, due] : overdue_)
      if (due < now())
        throw violation("nobody was told that backend " + std::to_string(who) + " is drained");
  }

  /// Whoever may be chosen is so now and then, even if it is by far the slowest.
  void look_for_starved() {
    for (const auto& [who, since] : eligible_since_)
      if (now() - std::max(since, oracle_.last_pick(who)) > patience)
        throw violation("backend " + std::to_string(who) + " is available and has not been chosen for minutes");
  }

  void note_eligible() {
    const auto& plan = view_->plan;
    const bool all_count = settings_.balancing.sticky_cookie.empty() && plan.which != config::algorithm::first &&
                           !config::hashes(plan.which);
    std::map<backend_id, moment> still;
    if (all_count)
      for (const auto& c : plan.first_tier()) {
        const auto known = eligible_since_.find(c.id);
        still[c.id] = known == eligible_since_.end() ? now() : known->second;
      }
    eligible_since_ = std::move(still);
  }

  void begin_window() {
    window_begin_ = now() + settling;
    picks_before_.clear();
    for (const auto& c : view_->plan.first_tier())
      picks_before_.push_back(oracle_.picks(c.id));
  }

  /// The least part of its fair share that an available backend gets in a window, however slow it is.
  static double least_part(const actors::balancing::plan& plan) {
    if (plan.load_bound > 0)
      return 0.01; // a slow one soon has its share in flight
    switch (plan.which) {
    case config::algorithm::round_robin:
    case config::algorithm::weighted_round_robin:
      return 0.9;
    case config::algorithm::random:
      return 0.6;
    case config::algorithm::least_connections:
    case config::algorithm::power_of_two:
      return 0.02;
    case config::algorithm::peak_ewma: // a slow one is only tried now and then
    case config::algorithm::first:     // all but the first are to be idle
      return 0;
    default:
      return 0.1; // of the hashes: the clients' keys are few
    }
  }

  void check_shares() {
    const auto& plan = view_->plan;
    if (!settings_.balancing.sticky_cookie.empty())
      return;
    const auto tier = plan.first_tier();
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < tier.size(); ++i)
      all += oracle_.picks(tier[i].id) - picks_before_[i];
    ++seen_.fair_windows;
    for (std::size_t i = 0; i < tier.size(); ++i) {
      const auto got = oracle_.picks(tier[i].id) - picks_before_[i];
      const auto weight = plan.which == config::algorithm::round_robin
                              ? 1.0 / static_cast<double>(tier.size())
                              : tier[i].weight / static_cast<double>(plan.first_tier_weight);
      if (static_cast<double>(got) < static_cast<double>(all) * weight * least_part(plan))
        throw violation("by " + std::string(to_string(plan.which)) + " backend " + std::to_string(tier[i].id) +
                        " got " + std::to_string(got) + " of " + std::to_string(all) +
                        " requests in half a minute, with a share of " + std::to_string(weight));
    }
  }

  bool one_in(unsigned n) { return random_() % n == 0; }

  const scenario scenario_;
  std::mt19937_64 random_;
  const config::settings settings_;
  oracle oracle_;
  statistics seen_;
  agenda agenda_;
  std::map<std::string, simulated_backend> backends_; // by URL
  std::array<std::uint64_t, clients> affinity_{};
  bool ending_ = false;
  std::optional<violation> broken_;

  net::asio::io_context control_; // never runs: nothing has to be resolved
  net::address_book addresses_{control_};
  observability::request_metrics metrics_{scenario_.workers};
  actors::balancing::shared_turns turns_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  actor_fixture actors_;
  actors::pool_actor pool_;
  std::deque<simulated_worker> workers_;
  pool_view_ptr view_; // the newest

  std::set<backend_id> serving_;
  std::map<backend_id, moment> overdue_; // when a drain must have ended
  std::vector<std::pair<backend_id, std::shared_ptr<const actors::balancing::vitals>>> touched_;
  std::map<backend_id, moment> eligible_since_;
  moment window_begin_{};
  std::vector<std::uint64_t> picks_before_; // the window, by index in the first tier
};

world::world(const scenario& what)
    : hidden_(std::make_unique<implementation>(what)) {}

world::~world() = default;

statistics world::run(const std::function<void(std::chrono::hours, const statistics&)>& progress) {
  return hidden_->run(progress);
}

std::string replay_command(const scenario& what) {
  return "make soak-virtual HOURS=" + std::to_string(what.length.count()) +
         " SEEDS=1 SEED=" + std::to_string(what.seed);
}

} // namespace loadex::tests::simulation
