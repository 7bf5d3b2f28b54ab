#include "apps/loadex/cli/top/top.hpp"

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/figures.hpp"
#include "apps/loadex/cli/top/full_screen.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>

#include <fcntl.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <utility>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result;
constexpr std::chrono::seconds between_looks{1};
constexpr std::size_t kept = 64 * 1024 * 1024; // of an answer about all backends

void rethrow(const std::exception_ptr& failure) {
  if (failure)
    std::rethrow_exception(failure);
}

api_question question_of_stats(const std::string& pool) {
  api_question question{.path = {"stats"}, .query = {{"seconds", "60"}, {"backends", "true"}}};
  if (!pool.empty())
    question.query.emplace_back("pool", pool);
  return question;
}

/// The screen, who looks at the daemon, and who listens to the keys. It owns its coroutines: run() returns when all of
/// them have ended.
class top_run {
public:
  top_run(const pool_choice& of, top_view view, int keyboard)
      : of_{of}
      , view_{std::move(view)}
      , keyboard_{io_, keyboard}
      , client_{io_, of.daemon.url, patience, kept}
      , screen_{keyboard} {
    signals_.add(SIGWINCH);
    signals_.add(SIGTSTP);
  }

  void run() {
    draw();
    asio::co_spawn(io_, look_again(), rethrow);
    asio::co_spawn(io_, take_keys(), rethrow);
    asio::co_spawn(io_, take_signals(), rethrow);
    io_.run();
  }

private:
  void draw() { screen_.show(view_.lines(size_of_screen(), wants_colours(stdout))); }

  asio::awaitable<void> look_again() {
    for (;;) {
      pause_.expires_after(between_looks);
      co_await pause_.async_wait(as_result);
      if (view_.is_paused())
        continue;
      auto stats_request = as_request(question_of_stats(of_.pool), of_.daemon.token);
      const auto stats = co_await client_.send(std::move(stats_request));
      auto list_request = as_request({.path = {"backends"}}, of_.daemon.token);
      const auto list = co_await client_.send(std::move(list_request));
      if (view_.is_paused())
        continue;
      update(stats, list);
      draw();
    }
  }

  void update(const http_result& stats, const http_result& list) {
    const auto of = read_answer(of_.daemon.url, stats);
    const auto backends = read_answer(of_.daemon.url, list);
    try {
      if (of && backends)
        view_.update(read_figures(*of, *backends, of_.pool));
      else
        view_.update_failed(stats.response ? (of ? backends.error() : of.error()) : "no answer: " + stats.failure);
    } catch (const nlohmann::json::exception&) {
      view_.update_failed("no load balancer answers there");
    }
  }

  asio::awaitable<void> take_keys() {
    std::array<char, 256> keys{};
    while (!view_.is_over()) {
      const auto [error, size] = co_await keyboard_.async_read_some(asio::buffer(keys), as_result);
      if (error) // the terminal has gone
        break;
      view_.press({keys.data(), size});
      draw();
    }
    io_.stop();
  }

  asio::awaitable<void> take_signals() {
    for (;;) {
      const auto [error, signal] = co_await signals_.async_wait(as_result);
      if (error || (signal != SIGWINCH && signal != SIGTSTP))
        break;
      if (signal == SIGTSTP) {
        screen_.leave();
        ::raise(SIGSTOP);
        screen_.enter();
      }
      draw();
    }
    io_.stop();
  }

  const pool_choice& of_;
  top_view view_;
  asio::io_context io_{1};
  asio::posix::stream_descriptor keyboard_;
  asio::signal_set signals_{io_, SIGINT, SIGTERM, SIGHUP};
  asio::steady_timer pause_{io_};
  http_client client_;
  full_screen screen_; // last: it goes first, while the terminal is open
};

} // namespace

int watch_top(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto stats = ask(of.daemon, question_of_stats(of.pool));
    if (!stats)
      return fail(stats.error());
    const auto backends = ask(of.daemon, {.path = {"backends"}});
    if (!backends)
      return fail(backends.error());
    auto now = read_figures(*stats, *backends, of.pool);
    // A file description of its own: that of stdin is the shell's too, and would stay without blocking.
    const int keyboard = is_terminal(stdout) ? ::open("/dev/tty", O_RDONLY | O_CLOEXEC) : -1;
    if (keyboard < 0) {
      fmt::print("{}", stats_table(now, false));
      return int{exit_ok};
    }
    top_view view{of.daemon.url.text()};
    view.update(std::move(now));
    top_run{of, std::move(view), keyboard}.run();
    return int{exit_ok};
  });
}

} // namespace loadex::cli
