#pragma once

#include "config/settings.hpp"
#include "tests/simulation/judges.hpp"
#include "tests/simulation/simulated_worker.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadex::tests::simulation {

struct client {
  std::string key; // its address
  std::uint64_t affinity = 0;
};

/// A client's request, at the worker that it came to.
struct request {
  simulated_worker& worker;
  client& from;
  std::uint64_t affinity; // as it was when the request was sent
  bool repeatable = true; // elsewhere
  std::vector<oracle::id> tried{};
  std::size_t attempts = 0;
  moment waits_until{};   // for a place
  unsigned asked = 0;     // so often for one
  unsigned overtaken = 0; // so often others were quicker
  net::upstream::target_ptr without_room{};
  bool is_waiting = false;  // for the answer
  bool client_left = false; // meanwhile
};
using request_ptr = std::shared_ptr<request>;

/// What a worker's session does with requests: pick, ask for a place, open, fail over, report.
class exchanges {
public:
  exchanges(stage& on, judges& all, statistics& seen, const config::settings& settings);

  /// Sends `r` to a backend.
  void attempt(const request_ptr& r);

private:
  /// A request that is with a backend.
  struct visit {
    request_ptr what;
    net::upstream::target_ptr at;
    bool trial = false;

    oracle::id backend() const { return at->backend().id; }
    net::upstream::dispatcher& routes() const { return what->worker.routes(); }
  };
  using answer = std::optional<actors::place>;

  void find_target(const request_ptr& r);
  void check_choice(const request& r, const net::upstream::target& chosen) const;

  void ask_for_place(const visit& v);
  void answered_in_actor(visit v, const answer& got);
  void learn(const visit& v, const answer& got);
  void stop_waiting(const visit& v, unsigned asked, bool client_leaves);

  void begin(const visit& v);
  void stay(const visit& v);
  void respond(const visit& v, duration latency);
  void finish(const visit& v);
  void hang(const visit& v);
  void refuse(const visit& v);
  void break_off(const visit& v);
  void walk_away(const visit& v);
  void go_on(const visit& after);
  void give_up(const request& r);

  void conclude(const visit& v, actors::trial_result::outcome how);
  void opened(const visit& v, bool granted);
  void closed(const visit& v);

  stage& stage_;
  judges& judges_;
  statistics& seen_;
  const duration queue_timeout_;
  const bool keep_cookies_; // whether clients come back with the affinity that they were given
};

} // namespace loadex::tests::simulation
