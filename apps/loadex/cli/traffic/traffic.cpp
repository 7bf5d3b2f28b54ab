#include "apps/loadex/cli/traffic/traffic.hpp"

#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/traffic/counted_answer.hpp"
#include "apps/loadex/cli/traffic/paced_traffic.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <exception>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

/// One run: connections that take their next request from one common count until it is used up.
class traffic_run {
public:
  traffic_run(const traffic_plan& plan, const std::function<void(const traffic_summary&)>& on_answer)
      : plan_{plan}
      , on_answer_{on_answer}
      , unsent_{plan.requests}
      , active_{std::min(plan.connections, plan.requests)} {}

  traffic_result run() {
    const auto start = steady_clock::now();
    interrupts_.async_wait([this](auto error, int) {
      if (!error)
        io_.stop();
    });
    for (std::size_t i = active_; i > 0; --i)
      asio::co_spawn(io_, use_connection(), [this](const std::exception_ptr& failure) { end_connection(failure); });
    io_.run();
    return {.summary = std::move(summary_), .elapsed = steady_clock::now() - start};
  }

private:
  asio::awaitable<void> use_connection() {
    http_client client{io_, plan_.server, plan_.timeout, body_kept};
    const http_request request{.target = plan_.path, .trace = true};
    while (unsent_ > 0) {
      --unsent_;
      const auto start = steady_clock::now();
      const auto result = co_await client.send(request);
      count_answer(summary_, result, steady_clock::now() - start);
      on_answer_(summary_);
    }
  }

  void end_connection(const std::exception_ptr& failure) {
    if (failure)
      std::rethrow_exception(failure);
    if (--active_ == 0)
      interrupts_.cancel();
  }

  const traffic_plan& plan_;
  const std::function<void(const traffic_summary&)>& on_answer_;
  std::size_t unsent_;
  std::size_t active_; // connections
  traffic_summary summary_;
  asio::io_context io_{1};
  asio::signal_set interrupts_{io_, SIGINT, SIGTERM};
};

} // namespace

traffic_result send_traffic(const traffic_plan& plan, const std::function<void(const traffic_summary&)>& on_answer) {
  return plan.rate > 0 ? send_paced_traffic(plan, on_answer) : traffic_run{plan, on_answer}.run();
}

} // namespace loadex::cli
