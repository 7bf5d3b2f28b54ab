#pragma once

#include "actors/messages/pool_orders.hpp"
#include "tests/simulation/fleet.hpp"
#include "tests/simulation/judges.hpp"
#include "tests/simulation/mishaps.hpp"
#include "tests/simulation/observer.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loadex::tests::simulation {

/// What people have the pool do: every kind of order now and then, to any backend.
class orders {
public:
  orders(stage& on, actors::pool_orders pool, const observer& views, fleet& backends, mishaps& faults, judges& all,
         statistics& seen, const config::snapshot::pool& first, duration between_orders);

  /// The pool has published `newest`, which nobody else has seen yet.
  void see(const actors::pool_view& newest);

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
  void ask_why();

  // What a configuration says.
  void reload();
  void take_note(const std::vector<std::string>& listed, const std::vector<oracle::id>& stay);
  void configure(const config::snapshot::pool& before);
  void change_something();
  void change_member();
  void list_another();
  void drop_one();
  void drop(const config::snapshot::pool& before, std::chrono::milliseconds deadline);
  std::optional<oracle::id> member_at(const std::string& url) const;
  void check_departure(oracle::id who, const actors::pool_view& newest) const;
  void gone(oracle::id who, const std::string& url);
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
  config::snapshot::pool wanted_; // what the configuration says now
  bool to_adopt_ = false;         // the judges are to know as soon as the pool does
  fleet& fleet_;
  mishaps& mishaps_;
  judges& judges_;
  oracle& oracle_;
  statistics& seen_;
  const bool tries_anyway_; // all backends in service, when none is available
  const duration between_orders_;
  std::map<oracle::id, moment> due_; // deadlines of removals and drains that are not answered
  std::set<std::string> added_;      // URLs of those that people have added and that are there
  struct departure {
    std::string url;
    bool served = false; // until then
    moment since;
    moment until;
  };
  std::map<oracle::id, departure> dropped_; // by the configuration, and nobody else wants them
};

} // namespace loadex::tests::simulation
