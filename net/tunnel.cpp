#include "net/tunnel.hpp"

#include "net/side_task.hpp"

#include <algorithm>

namespace loadex::net {

namespace {

using namespace std::chrono_literals;

/// In which the last words to one side arrive once the other is gone: closing earlier could destroy them, since a
/// socket that is closed with unread bytes resets its connection.
constexpr auto longest_farewell = 1s;

} // namespace

tunnel::tunnel(connection& client, connection& backend, watchdog& limit, const patience& with)
    : client_(client)
    , backend_(backend)
    , limit_(limit)
    , patience_(with)
    , silence_(with.idle) {}

awaitable<> tunnel::run(std::string_view early, std::span<char> upward, std::span<char> downward) {
  limit_.guard(steady_clock::now() + silence_, [this] { break_off(); });
  side_task up(client_.get_executor(), pass(client_, backend_, early, upward));
  co_await pass(backend_, client_, {}, downward);
  co_await up.join();
  limit_.rest();
}

/// Once nobody listens it goes on reading, so that the end is noticed and what was said the other way arrives.
awaitable<> tunnel::pass(connection& from, connection& to, std::string_view early, std::span<char> buffer) {
  bool listens = true;
  for (auto data = early;;) {
    if (listens) {
      const auto sent = co_await to.write(data);
      listens = !sent.error;
      if (sent.error)
        one_is_broken();
    }
    const auto [error, n] = co_await from.read(asio::buffer(buffer.data(), buffer.size()));
    if (error) {
      to.shutdown_send();
      error == asio::error::eof ? one_has_finished() : one_is_broken();
      co_return;
    }
    renew();
    data = {buffer.data(), n};
  }
}

void tunnel::renew() {
  if (!broken_)
    limit_.extend(steady_clock::now() + silence_);
}

void tunnel::one_has_finished() {
  silence_ = std::min(silence_, patience_.half_closed);
  renew();
}

void tunnel::one_is_broken() {
  if (!std::exchange(broken_, true))
    limit_.extend(steady_clock::now() + std::min<steady_clock::duration>(silence_, longest_farewell));
}

void tunnel::break_off() {
  client_.close();
  backend_.close();
}

} // namespace loadex::net
