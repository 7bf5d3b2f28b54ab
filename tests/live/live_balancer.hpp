#pragma once

#include "actors/messages/pool_orders.hpp"
#include "actors/pool/explanation.hpp"
#include "actors/runtime/compat.hpp"
#include "apps/loadbalancer/daemon/daemon.hpp"
#include "config/settings.hpp"
#include "observability/events/event.hpp"

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace loadex::tests::live {

/// Nothing if nobody will ever answer.
template <class Answer>
using promised = std::future<std::optional<Answer>>;

/// The answer, awaited with a deadline.
/// @throws std::runtime_error if none comes
template <class Answer>
Answer answer_to(promised<Answer> asked) {
  if (asked.wait_for(std::chrono::seconds(10)) != std::future_status::ready)
    throw std::runtime_error("the pool does not answer");
  const auto answer = asked.get();
  if (!answer)
    throw std::runtime_error("the pool has dropped an order");
  return *answer;
}

/// A balancer in this process, whose pool takes orders. It ends as on SIGTERM.
class live_balancer {
public:
  /// Returns once it is ready.
  explicit live_balancer(const config::settings& settings);
  live_balancer(const live_balancer&) = delete;
  live_balancer& operator=(const live_balancer&) = delete;
  ~live_balancer();

  std::uint16_t port() const noexcept { return daemon_.port(); }

  /// Those that it was started with.
  const config::settings& settings() const noexcept { return settings_; }

  /// See daemon::adopt().
  config::succession adopt(const config::settings& wanted) { return daemon_.adopt(wanted); }

  /// Gives an order to the pool; its answer comes later.
  template <class Order>
  promised<actors::membership_change> order(Order what) const {
    return ask<actors::membership_change>(std::move(what));
  }

  /// Gives an order to the pool and waits for the answer.
  template <class Order>
  actors::membership_change obey(Order what) const {
    return answer_to(order(std::move(what)));
  }

  actors::explanation explain() const { return answer_to(ask<actors::explanation>(actors::explain{})); }

  /// Requests that are with all backends.
  std::int64_t in_flight() const;

  /// All that has happened to the pool.
  std::vector<observability::event_ptr> events() const;

  /// How often that has happened, to that backend if one is named.
  std::size_t count(observability::event_kind kind, const std::string& backend = {}) const;

private:
  struct chronicle {
    std::mutex mutex;
    std::vector<observability::event_ptr> events;
  };

  template <class Answer, class Question>
  promised<Answer> ask(Question what) const {
    auto told = std::make_shared<std::promise<std::optional<Answer>>>();
    auto answer = told->get_future();
    what.reply = actors::reply_slot<Answer>{[told](std::optional<Answer> a) { told->set_value(std::move(a)); }};
    actors::tell(daemon_.pool(), std::move(what));
    return answer;
  }

  const config::settings settings_;
  loadex::daemon daemon_;
  std::shared_ptr<chronicle> happened_ = std::make_shared<chronicle>();
  std::thread running_;
};

} // namespace loadex::tests::live
