#include "net/io/tunnel.hpp"

#include "net/io/side_task.hpp"

#include <algorithm>

namespace loadex::net::io {

namespace {

using namespace std::chrono_literals;

/// That a backend gets to take the last words of a client that is gone: a socket that is closed with unread bytes
/// resets its connection, which could destroy them.
constexpr auto longest_farewell = 1s;

} // namespace

tunnel::tunnel(stream& client, stream& backend, deadline& deadline, const patience& with)
    : client_{client}
    , backend_{backend}
    , deadline_(deadline)
    , patience_(with)
    , silence_(with.idle) {}

awaitable<> tunnel::run(std::string_view early, std::span<char> upward, std::span<char> downward) {
  deadline_.guard(steady_clock::now() + silence_, [this] { break_off(); });
  side_task up(client_.stream.get_executor(), pass(client_, backend_, early, upward));
  co_await pass(backend_, client_, {}, downward);
  co_await up.join();
  deadline_.rest();
}

/// What a deaf side would be told is still read, so that the end of it is noticed and nothing is closed unread.
awaitable<> tunnel::pass(side& from, side& to, std::string_view early, std::span<char> buffer) {
  for (auto data = early;;) {
    if (!to.deaf) {
      from.unread = true;
      const io::patience with_receiver{deadline_, silence_};
      const auto sent = co_await to.stream.write(data, &with_receiver);
      from.unread = false;
      to.told += sent.bytes;
      if (sent.error) {
        to.deaf = true;
        has_ended(to);
      } else {
        renew();
      }
    }
    const auto [error, n] = co_await from.stream.read(asio::buffer(buffer.data(), buffer.size()));
    if (error) {
      from.finished = true;
      from.deaf = from.deaf || error != asio::error::eof;
      to.stream.shutdown_send();
      has_ended(from);
      co_return;
    }
    data = {buffer.data(), n};
  }
}

/// In one direction, or for good: then the other has a fixed time to take what is left, however much it has to say.
void tunnel::has_ended(const side& one) {
  be_less_patient();
  if (one.finished && one.deaf && &one == &client_)
    deadline_.extend(steady_clock::now() + std::min<steady_clock::duration>(silence_, longest_farewell));
}

void tunnel::be_less_patient() {
  silence_ = std::min(silence_, patience_.half_closed);
  renew();
}

void tunnel::check() {
  for (const auto* one : {&client_, &backend_}) {
    if (!one->unread || silence_ <= patience_.half_closed)
      continue;
    const auto fate = one->stream.look_behind();
    if (fate.finished || fate.reset)
      be_less_patient();
  }
}

void tunnel::renew() {
  deadline_.extend(steady_clock::now() + silence_);
}

/// Whoever has not been told all must not take it for whole.
void tunnel::break_off() {
  const bool client_lacks = backend_.unread;
  const bool backend_lacks = client_.unread;
  client_lacks ? client_.stream.reset() : client_.stream.close();
  backend_lacks ? backend_.stream.reset() : backend_.stream.close();
}

} // namespace loadex::net::io
