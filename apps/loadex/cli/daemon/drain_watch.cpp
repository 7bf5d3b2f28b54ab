#include "apps/loadex/cli/daemon/drain_watch.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result;
constexpr std::chrono::milliseconds between_looks{200};
constexpr std::size_t kept = 64 * 1024; // of an answer about one backend

void rethrow(const std::exception_ptr& failure) {
  if (failure)
    std::rethrow_exception(failure);
}

/// An order that is waited for, and who looks on. It owns its coroutines: run() returns when both have ended.
class watch {
public:
  watch(const server_url& daemon, std::chrono::milliseconds longest)
      : ordering_{io_, daemon, longest, kept}
      , looking_{io_, daemon, patience, kept} {}

  http_result run(const http_request& order, const http_request& state,
                  const std::function<void(const http_result&)>& look) {
    asio::co_spawn(io_, carry_out(order), rethrow);
    asio::co_spawn(io_, look_on(state, look), rethrow);
    io_.run();
    return answer_;
  }

private:
  asio::awaitable<void> carry_out(http_request order) {
    answer_ = co_await ordering_.send(std::move(order));
    is_over_ = true;
    pause_.cancel();
  }

  asio::awaitable<void> look_on(http_request state, std::function<void(const http_result&)> look) {
    while (!is_over_) {
      const auto seen = co_await looking_.send(state);
      if (is_over_)
        co_return;
      look(seen);
      pause_.expires_after(between_looks);
      co_await pause_.async_wait(as_result); // cut short by the end
    }
  }

  asio::io_context io_{1};
  http_client ordering_;
  http_client looking_;
  asio::steady_timer pause_{io_};
  http_result answer_;
  bool is_over_ = false;
};

} // namespace

http_result await_answer(const server_url& daemon, const http_request& order, std::chrono::milliseconds longest,
                         const http_request& state, const std::function<void(const http_result&)>& look) {
  return watch{daemon, longest}.run(order, state, look);
}

} // namespace loadex::cli
