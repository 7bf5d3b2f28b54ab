#include "tests/simulation/simulated_pool.hpp"

#include "actors/pool/pool_actor.hpp"
#include "actors/runtime/compat.hpp"
#include "tests/simulation/violation.hpp"

namespace loadex::tests::simulation {

simulated_pool::simulated_pool(const std::string& name, const scenario& what, const surroundings& around,
                               const std::vector<simulated_backend*>& backends)
    : scenario_(what)
    , around_(around)
    , settings_(settings_for(what.seed))
    , judges_(settings_, around.seen)
    , prober_(around.on, around.backends, judges_.backends)
    , first_(first_settings(name, backends))
    , pool_(start())
    , workers_(around.on, scenario_, settings_, turns_)
    , observer_(judges_, around.seen, settings_.balancing.sticky_cookie.empty(), what.requests_per_second)
    , exchanges_(around.on, judges_, around.seen, settings_)
    , clients_(around.on, workers_, exchanges_, around.seen, what.requests_per_second)
    , orders_(around.on, pool_, observer_, around.backends, around.faults, judges_, around.seen, first_,
              what.between_orders) {}

config::snapshot::pool simulated_pool::first_settings(const std::string& name,
                                                      const std::vector<simulated_backend*>& backends) {
  config::snapshot::pool first{{name, settings_.global.algo, {}, {}}, settings_};
  for (const auto* backend : backends)
    first.how.backends.push_back(around_.backends.settings_of(*backend));
  return first;
}

actors::pool_actor simulated_pool::start() {
  actors::pool_setup setup;
  setup.first = {{"configuration"}, first_};
  setup.io = &prober_;
  setup.seed = scenario_.seed;
  setup.turns = turns_;
  setup.log = log_;
  return spawn_pool(around_.on.system(), std::move(setup));
}

void simulated_pool::begin() {
  actors::tell(pool_, actors::subscribe{around_.on.guarded([this](const actors::pool_view_ptr& view) {
                 orders_.see(*view);
                 observer_.take(view, around_.on.now());
                 workers_.hand_out(view);
               })});
  auto take = around_.on.guarded([this](const observability::event& e) { observer_.take(e, around_.on.now()); });
  log_->subscribe(0, [take](const auto& e) {
    take(*e);
    return true;
  });
  around_.on.run_actors();
  clients_.come();
  orders_.give_one();
}

void simulated_pool::look_around() {
  observer_.look(around_.on.now());
  orders_.check_overdue();
}

void simulated_pool::dismiss(std::chrono::milliseconds deadline) {
  judges_.backends.check_end();
  orders_.remove_all(deadline);
}

void simulated_pool::check_end() {
  orders_.check_overdue();
  if (!observer_.newest()->members.empty())
    throw violation("a backend is left in the pool at the end");
  workers_.adopt(observer_.newest());
}

void simulated_pool::check_told() {
  judges_.backends.check_counts();
  judges_.queues.check_queues(around_.on.now());
}

void simulated_pool::stop() {
  workers_.stop();
  actors::end_actor(pool_);
}

} // namespace loadex::tests::simulation
