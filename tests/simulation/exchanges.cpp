#include "tests/simulation/exchanges.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <algorithm>

namespace loadex::tests::simulation {

namespace {

using actors::place;
using actors::balancing::candidate;
using base::reason;
using trial = actors::trial_result::outcome;

constexpr unsigned most_overtaken = 4; // as net/exchange has it
constexpr std::size_t most_attempts = 3;

bool contains(const std::vector<oracle::id>& tried, oracle::id who) {
  return std::ranges::find(tried, who) != tried.end();
}

bool has_requests(const candidate& c, std::uint32_t so_many) {
  return c.live_load->in_flight.load(std::memory_order_relaxed) >= static_cast<std::int32_t>(so_many);
}

/// Whether `r` may be kept from a candidate, or from its client's, though it has not been there.
bool may_pass_over(const candidate& c, const request& r) {
  if (c.on_trial)
    return !r.repeatable || has_requests(c, 1);
  return false;
}

/// Whether the client has been sent where it was before, if that is possible.
bool is_kept(const request& r, const net::upstream::target& chosen, const actors::balancing::plan& plan) {
  if (r.affinity == 0 || r.affinity == chosen.affinity_tag())
    return true;
  const auto other = plan.tagged(r.affinity);
  if (!other)
    return true;
  const auto& c = plan.all[*other];
  return contains(r.tried, c.id) || may_pass_over(c, r) || (c.limit > 0 && has_requests(c, c.limit));
}

} // namespace

exchanges::exchanges(stage& on, judges& all, statistics& seen, const config::settings& settings)
    : stage_(on)
    , judges_(all)
    , seen_(seen)
    , queue_timeout_(settings.balancing.queue_timeout)
    , keep_cookies_(!settings.balancing.sticky_cookie.empty()) {}

void exchanges::attempt(const request_ptr& r) {
  ++r->attempts;
  r->waits_until = stage_.now() + queue_timeout_;
  find_target(r);
}

void exchanges::find_target(const request_ptr& r) {
  auto& routes = r->worker.routes();
  const auto u = routes.pick({r->from.key, r->affinity, r->tried, r->repeatable});
  if (!u)
    return give_up(*r);
  check_choice(*r, *u);
  if (routes.is_gated(*u) && stage_.random().one_in(8)) // other workers do something meanwhile
    return stage_.after(std::chrono::microseconds(stage_.random().below(300)),
                        [this, v = visit{r, u}] { ask_for_place(v); });
  if (routes.is_gated(*u))
    return ask_for_place({r, u});
  routes.opened(*u);
  opened({r, u}, false);
  begin({r, u});
}

void exchanges::check_choice(const request& r, const net::upstream::target& chosen) const {
  const auto who = chosen.backend().id;
  if (contains(r.tried, who))
    complain("backend ", who, " was chosen again for the same request");
  const auto& routes = r.worker.routes();
  const auto& plan = routes.view()->plan;
  if (!is_kept(r, chosen, plan))
    complain("a client was moved from a backend that is available");
  if (routes.offer_of(chosen)->weight == 0 && r.affinity != chosen.affinity_tag())
    complain("backend ", who, " has weight 0, and was chosen for a client that it did not know");
}

// ---- places ----

void exchanges::ask_for_place(const visit& v) {
  auto& r = *v.what;
  r.is_waiting = true;
  const auto asked = ++r.asked;
  judges_.queues.asked(&r, v.at->backend(), stage_.now());
  const bool waits = r.overtaken == most_overtaken || v.at == r.without_room;
  v.routes().ask_for_place(
      *v.at, {&r, r.repeatable, waits,
              actors::reply_slot<place>{stage_.guarded([this, v](const answer& got) { answered_in_actor(v, got); })}});
  if (!judges_.queues.waits(&r))
    return;
  const auto patience = std::max<duration>(r.waits_until - stage_.now(), 0s);
  stage_.after(patience, [this, v, asked] { stop_waiting(v, asked, false); });
  if (stage_.random().one_in(10))
    stage_.after(patience / 2, [this, v, asked] { stop_waiting(v, asked, true); });
}

/// The worker learns of it a little later.
void exchanges::answered_in_actor(visit v, const answer& got) {
  v.trial = got == place::trial;
  judges_.queues.answered(v.what.get(), got, stage_.now());
  if (got == place::granted || got == place::trial)
    opened(v, true);
  stage_.after(std::chrono::microseconds(stage_.random().below(300)), [this, v, got] { learn(v, got); });
}

void exchanges::learn(const visit& v, const answer& got) {
  auto& r = *v.what;
  r.is_waiting = false;
  if (got == place::unavailable) {
    judges_.queues.check_sent_away(v.at->backend(), stage_.now());
    judges_.tried.check_sent_away(v.at->backend(), stage_.now());
  }
  if (got == place::granted || got == place::trial)
    return r.client_left ? walk_away(v) : begin(v);
  if (r.client_left) {
    ++seen_.left;
  } else if (!got) {
    ++seen_.impatient;
  } else if (got == place::no_room) {
    ++r.overtaken;
    r.without_room = v.at;
    find_target(v.what);
  } else {
    r.tried.push_back(v.backend());
    find_target(v.what);
  }
}

void exchanges::stop_waiting(const visit& v, unsigned asked, bool client_leaves) {
  auto& r = *v.what;
  if (!r.is_waiting || r.asked != asked)
    return;
  r.client_left = r.client_left || client_leaves;
  judges_.queues.left(&r, stage_.now());
  v.routes().leave_queue(*v.at, &r);
}

// ---- what becomes of a request at a backend ----

void exchanges::begin(const visit& v) {
  const auto& truth = judges_.backends.truth(v.backend());
  if (truth.refuses_requests())
    return stage_.after(simulated_backend::refusal, [this, v] { refuse(v); });
  if (stage_.random().one_in(v.trial ? 4 : 200))
    return stage_.after(stage_.random().exponential(50ms), [this, v] { walk_away(v); });
  if (truth.now == simulated_backend::condition::hanging)
    return stage_.after(response_timeout, [this, v] { hang(v); });
  stay(v);
}

void exchanges::stay(const visit& v) {
  const auto& truth = judges_.backends.truth(v.backend());
  const auto latency = truth.latency(stage_.random(), stage_.now());
  const bool breaks = truth.breaks(stage_.random());
  stage_.after(latency, [this, v, &truth, breaks, latency, crashes = truth.crashes] {
    if (breaks || truth.crashes != crashes)
      break_off(v);
    else
      respond(v, latency);
  });
}

/// The response begins. That of a trial goes on for a while, to see that others do not wait for its end.
void exchanges::respond(const visit& v, duration latency) {
  conclude(v, trial::passed);
  v.routes().timed(*v.at, latency);
  if (v.trial)
    stage_.after(latency, [this, v] { finish(v); });
  else
    finish(v);
}

void exchanges::finish(const visit& v) {
  ++seen_.answered;
  if (keep_cookies_)
    v.what->from.affinity = v.at->affinity_tag();
  v.routes().succeeded(*v.at);
  closed(v);
}

void exchanges::hang(const visit& v) {
  ++seen_.hung;
  conclude(v, trial::failed);
  v.routes().timed(*v.at, response_timeout);
  v.routes().failed(*v.at, reason::response_timeout, false);
  closed(v);
}

void exchanges::refuse(const visit& v) {
  conclude(v, trial::failed);
  v.routes().failed(*v.at, reason::connect_refused, true);
  judges_.backends.refused(v.backend(), stage_.now());
  go_on(v);
}

void exchanges::break_off(const visit& v) {
  conclude(v, trial::failed);
  v.routes().failed(*v.at, reason::reset, false);
  go_on(v);
}

/// The client does.
void exchanges::walk_away(const visit& v) {
  ++seen_.left;
  closed(v);
  conclude(v, trial::nothing_learnt);
}

void exchanges::go_on(const visit& after) {
  closed(after);
  const auto& r = after.what;
  r->tried.push_back(after.backend());
  if (!r->repeatable || r->attempts == most_attempts) {
    ++seen_.unlucky;
    return;
  }
  ++seen_.failed_over;
  attempt(r);
}

void exchanges::give_up(const request& r) {
  ++seen_.nobody;
  const auto& plan = r.worker.routes().view()->plan;
  const auto kept = r.affinity == 0 ? std::nullopt : plan.tagged(r.affinity);
  bool anybody = false;
  for (std::size_t i = 0; i < plan.all.size(); ++i) {
    const auto& c = plan.all[i];
    if (c.weight == 0 && kept != i)
      continue;
    anybody = true;
    if (!contains(r.tried, c.id) && !may_pass_over(c, r))
      complain("backend ", c.id, " is available, but none was found");
  }
  if (!anybody && r.tried.empty())
    judges_.outages.check_nobody(stage_.now());
}

// ---- what is told ----

void exchanges::conclude(const visit& v, actors::trial_result::outcome how) {
  if (!v.trial)
    return;
  v.routes().tell_trial(*v.at, {how, how == trial::failed ? reason::reset : reason::none});
  judges_.tried.concluded(v.backend(), stage_.now());
}

void exchanges::opened(const visit& v, bool granted) {
  const auto& at = v.at->backend();
  const auto now = stage_.now();
  judges_.backends.opened(at.id, at.live_load, now);
  judges_.queues.check_opened(at, granted, now);
  judges_.ejected.check_opened(at.id, v.trial, now);
  judges_.outages.check_opened(at.id, now);
  if (v.trial)
    judges_.tried.begun(at.id, v.what->repeatable);
}

void exchanges::closed(const visit& v) {
  v.routes().closed(*v.at);
  judges_.backends.closed(v.backend());
}

} // namespace loadex::tests::simulation
