#include "apps/loadex/cli/daemon/follower.hpp"

#include "apps/loadex/cli/daemon/api.hpp"
#include "apps/loadex/cli/daemon/complaint.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace loadex::cli {

namespace {

namespace asio = boost::asio;

constexpr asio::as_tuple_t<asio::use_awaitable_t<>> as_result;
constexpr std::chrono::seconds longest_silence{45}; // the daemon says that it is alive every 15 s
constexpr std::chrono::seconds between_attempts{1};

/// The stream over one connection after the other. It owns its coroutine: run() returns when that has ended.
class follower {
public:
  follower(following which, const std::function<void(const stream_event&)>& on_event,
           const std::function<void(const std::string&)>& on_break)
      : which_{std::move(which)}
      , on_event_{on_event}
      , on_break_{on_break}
      , client_{io_, which_.daemon.url, longest_silence, 64 * 1024} {}

  std::string run() {
    asio::co_spawn(io_, follow(), [](const std::exception_ptr& failure) {
      if (failure)
        std::rethrow_exception(failure);
    });
    io_.run();
    return why_;
  }

private:
  asio::awaitable<void> follow() {
    for (bool ever_came = false;;) {
      bool came = false;
      event_stream stream{[this](const stream_event& event) { take(event); }};
      std::function<void(std::string_view)> on_piece = [&](std::string_view piece) {
        came = true;
        stream.take(piece);
      };
      auto asked = request();
      const auto result = co_await client_.follow(std::move(asked), std::move(on_piece));
      ever_came = ever_came || came || succeeded(result);
      const bool is_refused = result.response && !succeeded(result) && result.response->status < 500;
      if (is_refused || !ever_came) {
        why_ = complaint(which_.daemon.url, result);
        co_return;
      }
      on_break_(result.failure.empty() ? "the daemon has ended the stream" : result.failure);
      pause_.expires_after(between_attempts);
      co_await pause_.async_wait(as_result);
    }
  }

  http_request request() const {
    api_question question{.path = {"events"}};
    if (!which_.pool.empty())
      question.query = {{"pool", which_.pool}};
    auto asked = as_request(question, which_.daemon.token);
    asked.accept = "text/event-stream";
    asked.last_event_id = which_.last;
    return asked;
  }

  void take(const stream_event& event) {
    if (!event.id.empty())
      which_.last = event.id;
    on_event_(event);
  }

  following which_;
  const std::function<void(const stream_event&)>& on_event_;
  const std::function<void(const std::string&)>& on_break_;
  std::string why_;
  asio::io_context io_{1};
  http_client client_;
  asio::steady_timer pause_{io_};
};

} // namespace

std::string follow_events(following which, const std::function<void(const stream_event&)>& on_event,
                          const std::function<void(const std::string&)>& on_break) {
  return follower{std::move(which), on_event, on_break}.run();
}

} // namespace loadex::cli
