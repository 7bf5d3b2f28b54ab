#pragma once

#include "tests/simulation/oracle.hpp"
#include "tests/simulation/simulated_workers.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/statistics.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace loadex::tests::simulation {

/// Everybody who sends requests, and what a worker's session does with them: pick, open, fail over, report.
class clients {
public:
  /// `keep_cookies`: whether they come back with the affinity that they were given.
  clients(stage& on, simulated_workers& workers, oracle& judge, statistics& seen, unsigned requests_per_second,
          bool keep_cookies);

  /// A request comes, and from then on others.
  void arrive();

private:
  struct client {
    std::string key; // its address
    std::uint64_t affinity = 0;
  };
  struct request {
    simulated_worker& worker;
    client& from;
    std::uint64_t affinity; // as it was when the request was sent
    std::vector<oracle::id> tried{};
  };
  using request_ptr = std::shared_ptr<request>;

  void attempt(const request_ptr& r);
  void answered(const request& r, net::upstream& by, duration latency);
  void hung(const request& r, net::upstream& at);
  void refused(const request_ptr& r, net::upstream& by);
  void broken(const request_ptr& r, net::upstream& by);
  void go_on(const request_ptr& r, net::upstream& after);
  void give_up(const request& r);

  void opened(const request& r, net::upstream& at);
  void closed(const request& r, net::upstream& at);

  stage& stage_;
  simulated_workers& workers_;
  oracle& oracle_;
  statistics& seen_;
  const duration between_requests_;
  const bool keep_cookies_;
  std::vector<client> all_;
};

} // namespace loadex::tests::simulation
