#include "tests/simulation/simulated_prober.hpp"

#include <utility>

namespace loadex::tests::simulation {

using condition = simulated_backend::condition;
using base::reason;

void simulated_prober::probe(const config::backend_url& url, const config::health_settings& how, callback done) {
  auto& who = fleet_.at(url.text());
  auto& latest = begun_[who.url];
  const auto number = ++latest;
  auto [after, verdict] = examine(who, how.timeout);
  stage_.after(
      after, [this, &who, &latest, number, begun = stage_.now(), done = std::move(done), verdict = std::move(verdict)] {
        if (number == latest) // else one was begun in its place
          oracle_.probed(who.url, verdict.healthy, begun, stage_.now());
        done(verdict);
      });
}

simulated_prober::finding simulated_prober::examine(const simulated_backend& who, duration timeout) {
  finding silence{timeout, {false, reason::response_timeout, "no answer in time"}};
  if (who.refuses_probes())
    return {simulated_backend::refusal, {false, reason::connect_refused, "Connection refused"}};
  if (who.now == condition::hanging)
    return silence;
  const auto latency = who.latency(stage_.random(), stage_.now());
  if (latency > timeout)
    return silence;
  if (who.now == condition::unready)
    return {latency, {false, reason::status_unexpected, "HTTP 503"}};
  return {latency, {true, reason::none, "HTTP 200"}};
}

} // namespace loadex::tests::simulation
