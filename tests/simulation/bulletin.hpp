#pragma once

#include "actors/pool/pool_view.hpp"
#include "observability/events/event.hpp"
#include "tests/simulation/agenda.hpp"

#include <cstddef>
#include <memory>
#include <unordered_map>

namespace loadex::tests::simulation {

/// What the balancer has published of each backend and of the pool, and since when.
class bulletin {
public:
  using id = actors::balancing::backend_id;

  struct notice {
    std::shared_ptr<const actors::member> who;
    actors::health::state state{};
    bool on_trial = false;
    moment since{}; // in that state
    bool eased = false;
    moment eased_since{};    // in that state
    bool offered = false;    // to workers
    bool weightless = false; // its weight is 0
    moment limit_since{};    // that it has the limit of requests that it has

    bool ejected() const noexcept { return state == actors::health::state::ejected; }
    bool in_service() const noexcept {
      return state != actors::health::state::draining && state != actors::health::state::disabled;
    }
  };

  void take(const actors::pool_view& newest, moment now);
  void take(const observability::event& e, moment now);

  const notice* find(id who) const;
  const std::unordered_map<id, notice>& all() const noexcept { return notices_; }

  /// With a weight.
  std::size_t in_service() const noexcept { return in_service_; }

  /// Whether it has had a weight for so long.
  bool has_weight_for(id who, duration how_long, moment now) const;

  /// Nobody with a weight is available, not even for a trial.
  bool down() const noexcept { return down_; }

  /// Whether requests have had nowhere to go, as far as a worker may know.
  bool lately_down(moment now) const;

  /// Whether every worker must know that requests have nowhere to go.
  bool surely_down(moment now) const;

private:
  struct weight {
    bool none = false;
    moment since{};
  };

  std::unordered_map<id, notice> notices_;
  std::unordered_map<id, weight> weights_; // of those whose weight has been changed
  std::size_t in_service_ = 0;
  bool down_ = false;
  moment down_changed_{};
};

} // namespace loadex::tests::simulation
