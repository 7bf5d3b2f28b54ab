#include "tests/simulation/clients.hpp"

#include "tests/simulation/violation.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace loadex::tests::simulation {

namespace {

using namespace std::chrono_literals;
using observability::reason;

constexpr unsigned how_many = 500;
constexpr std::size_t most_attempts = 3;
constexpr duration response_timeout = 5s;

bool contains(const std::vector<oracle::id>& tried, oracle::id who) {
  return std::ranges::find(tried, who) != tried.end();
}

/// Whether a client with `affinity` has been sent where it was before, if that is possible.
bool is_kept(std::uint64_t affinity, const net::upstream& chosen, const actors::balancing::plan& plan,
             const std::vector<oracle::id>& tried) {
  if (affinity == 0 || affinity == chosen.affinity_tag())
    return true;
  const auto other = plan.tagged(affinity);
  return !other || contains(tried, plan.all[*other].id);
}

} // namespace

clients::clients(stage& on, simulated_workers& workers, oracle& judge, statistics& seen, unsigned requests_per_second,
                 bool keep_cookies)
    : stage_(on)
    , workers_(workers)
    , oracle_(judge)
    , seen_(seen)
    , between_requests_(1'000'000us / requests_per_second)
    , keep_cookies_(keep_cookies) {
  for (unsigned i = 0; i < how_many; ++i)
    all_.push_back({fmt::format("10.1.{}.{}", i / 250, i % 250)});
}

void clients::arrive() {
  if (stage_.winding_down())
    return;
  stage_.after(stage_.random().exponential(between_requests_), [this] { arrive(); });
  ++seen_.requests;
  auto& worker = workers_.any();
  auto& from = all_[stage_.random().below(all_.size())];
  attempt(std::make_shared<request>(request{worker, from, from.affinity}));
}

void clients::attempt(const request_ptr& r) {
  auto& routes = r->worker.routes();
  const auto u = routes.pick(r->from.key, r->affinity, r->tried);
  if (!u)
    return give_up(*r);
  const auto who = u->backend().id;
  if (contains(r->tried, who))
    throw violation(fmt::format("backend {} was chosen again for the same request", who));
  if (!is_kept(r->affinity, *u, routes.view()->plan, r->tried))
    throw violation("a client was moved from a backend that is available");
  opened(*r, *u);
  const auto& truth = oracle_.truth(who);
  if (truth.refuses_requests())
    return stage_.after(simulated_backend::refusal, [this, r, u] { refused(r, *u); });
  if (truth.now == simulated_backend::condition::hanging)
    return stage_.after(response_timeout, [this, r, u] { hung(*r, *u); });
  const auto latency = truth.latency(stage_.random(), stage_.now());
  stage_.after(latency, [this, r, u, &truth, latency, crashes = truth.crashes] {
    if (truth.crashes == crashes)
      answered(*r, *u, latency);
    else
      broken(r, *u);
  });
}

void clients::answered(const request& r, net::upstream& by, duration latency) {
  ++seen_.answered;
  if (keep_cookies_)
    r.from.affinity = by.affinity_tag();
  r.worker.routes().timed(by, latency);
  r.worker.routes().succeeded(by);
  closed(r, by);
}

void clients::hung(const request& r, net::upstream& at) {
  ++seen_.hung;
  r.worker.routes().timed(at, response_timeout);
  r.worker.routes().failed(at, reason::response_timeout, false);
  closed(r, at);
}

void clients::refused(const request_ptr& r, net::upstream& by) {
  r->worker.routes().failed(by, reason::connect_refused, true);
  oracle_.refused(by.backend().id, stage_.now());
  go_on(r, by);
}

void clients::broken(const request_ptr& r, net::upstream& by) {
  r->worker.routes().failed(by, reason::reset, false);
  go_on(r, by);
}

void clients::go_on(const request_ptr& r, net::upstream& after) {
  closed(*r, after);
  r->tried.push_back(after.backend().id);
  if (r->tried.size() == most_attempts) {
    ++seen_.unlucky;
    return;
  }
  ++seen_.failed_over;
  attempt(r);
}

void clients::give_up(const request& r) {
  ++seen_.nobody;
  for (const auto& c : r.worker.routes().view()->plan.all)
    if (!contains(r.tried, c.id))
      throw violation(fmt::format("backend {} is available, but none was found", c.id));
}

void clients::opened(const request& r, net::upstream& at) {
  r.worker.routes().opened(at);
  oracle_.opened(at.backend().id, at.backend().vitals, stage_.now());
}

void clients::closed(const request& r, net::upstream& at) {
  r.worker.routes().closed(at);
  oracle_.closed(at.backend().id);
}

} // namespace loadex::tests::simulation
