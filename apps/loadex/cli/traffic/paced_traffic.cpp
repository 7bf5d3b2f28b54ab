#include "apps/loadex/cli/traffic/paced_traffic.hpp"

#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/traffic/counted_answer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <deque>
#include <exception>
#include <list>
#include <utility>
#include <vector>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result;

/// Has this process have as many descriptors as it may: a server that stalls for a second holds a connection for each
/// request of that second.
void allow_many_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// One run: a clock that begins requests, on connections that are free or new; those for which there is none wait in
/// line. It owns its coroutines: run() returns when all have ended, or it was interrupted.
class paced_run {
public:
  paced_run(const traffic_plan& plan, const std::function<void(const traffic_summary&)>& on_answer)
      : plan_{plan}
      , on_answer_{on_answer} {}

  traffic_result run() {
    interrupts_.async_wait([this](auto error, int) {
      if (!error)
        io_.stop();
    });
    const auto start = steady_clock::now();
    spawn(keep_time(start));
    io_.run();
    result_.elapsed = steady_clock::now() - start;
    return std::move(result_);
  }

private:
  using time_point = steady_clock::time_point;

  void spawn(asio::awaitable<void> work) {
    ++active_;
    asio::co_spawn(io_, std::move(work), [this](const std::exception_ptr& failure) {
      if (failure)
        std::rethrow_exception(failure);
      if (--active_ == 0)
        interrupts_.cancel();
    });
  }

  asio::awaitable<void> keep_time(time_point start) {
    const std::chrono::duration<double> interval{1 / plan_.rate};
    for (std::size_t i = 0; i < plan_.requests; ++i) {
      const auto due = start + std::chrono::duration_cast<steady_clock::duration>(interval * static_cast<double>(i));
      clock_.expires_at(due);
      co_await clock_.async_wait(as_result);
      begin(due);
    }
  }

  void begin(time_point due) {
    if (free_.empty() && clients_.size() < plan_.connections)
      free_.push_back(&clients_.emplace_back(io_, plan_.server, plan_.timeout, body_kept));
    if (free_.empty()) {
      in_line_.push_back(due);
      return;
    }
    auto* client = free_.back();
    free_.pop_back();
    spawn(use(client, due));
  }

  asio::awaitable<void> use(http_client* client, time_point due) {
    for (;;) {
      note_lateness(steady_clock::now() - due);
      http_request request{.target = plan_.path, .trace = true};
      const auto result = co_await client->send(std::move(request));
      count_answer(result_.summary, result, steady_clock::now() - due);
      on_answer_(result_.summary);
      if (in_line_.empty())
        break;
      due = in_line_.front();
      in_line_.pop_front();
    }
    free_.push_back(client);
  }

  void note_lateness(latency late) {
    result_.latest = std::max(result_.latest, late);
    result_.late += late > tolerated_lateness ? 1 : 0;
  }

  const traffic_plan& plan_;
  const std::function<void(const traffic_summary&)>& on_answer_;
  traffic_result result_;
  std::size_t active_ = 0; // coroutines
  asio::io_context io_{1};
  asio::signal_set interrupts_{io_, SIGINT, SIGTERM};
  asio::steady_timer clock_{io_};
  std::list<http_client> clients_;
  std::vector<http_client*> free_;
  std::deque<time_point> in_line_; // when they were due
};

} // namespace

traffic_result send_paced_traffic(const traffic_plan& plan,
                                  const std::function<void(const traffic_summary&)>& on_answer) {
  allow_many_connections();
  return paced_run{plan, on_answer}.run();
}

} // namespace loadex::cli
