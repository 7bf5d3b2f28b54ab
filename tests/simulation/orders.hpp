#pragma once

#include "actors/messages/pool_orders.hpp"
#include "tests/simulation/fleet.hpp"
#include "tests/simulation/mishaps.hpp"
#include "tests/simulation/observer.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <chrono>
#include <map>

namespace loadex::tests::simulation {

/// What people have the pool do: every kind of order now and then, to any backend.
class orders {
public:
  orders(stage& on, actors::pool_orders pool, const observer& views, fleet& backends, mishaps& faults, oracle& judge,
         statistics& seen, const config::snapshot::pool& first, duration between_orders);

  /// One order is given, and from then on others.
  void give_one();

  /// Everybody is to leave.
  void remove_all(std::chrono::milliseconds deadline);

  /// Whether every removal and drain has been answered in time.
  void check_overdue();

private:
  void add();
  void put_in(oracle::id who);
  void take_out(oracle::id who);
  void change_algorithm();
  void change_interval();
  void ask_why();

  /// Orders a removal or a drain.
  template <class Order>
  void empty(oracle::id who, std::chrono::milliseconds deadline);
  void emptied(oracle::id who, const actors::membership_change& change);

  /// Where the pool answers, once; `then` is told what has been done, if anything was.
  template <class Deed>
  actors::reply_slot<actors::membership_change> answer(Deed then);

  stage& stage_;
  const actors::pool_orders pool_;
  const observer& views_;
  const config::snapshot::pool& first_;
  fleet& fleet_;
  mishaps& mishaps_;
  oracle& oracle_;
  statistics& seen_;
  const bool tries_anyway_; // all backends in service, when none is available
  const duration between_orders_;
  std::map<oracle::id, moment> due_; // deadlines of removals and drains that are not answered
};

} // namespace loadex::tests::simulation
