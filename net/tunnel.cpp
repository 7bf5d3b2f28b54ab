#include "net/tunnel.hpp"

#include "net/side_task.hpp"

#include <array>

namespace loadex::net {

tunnel::tunnel(connection& client, connection& backend, watchdog& limit, std::chrono::milliseconds idle)
    : client_(client)
    , backend_(backend)
    , limit_(limit)
    , idle_(idle) {}

awaitable<> tunnel::run(std::string_view early, std::span<char> upward, std::span<char> downward) {
  limit_.guard(steady_clock::now() + idle_, [this] { break_off(); });
  side_task up(client_.get_executor(), pass(client_, backend_, early, upward));
  co_await pass(backend_, client_, {}, downward);
  co_await up.join();
  limit_.rest();
}

awaitable<> tunnel::pass(connection& from, connection& to, std::string_view early, std::span<char> buffer) {
  for (auto data = early;;) {
    const auto [write_error, written] = co_await to.write(data);
    if (write_error) {
      break_off();
      co_return;
    }
    const auto [read_error, n] = co_await from.read(asio::buffer(buffer.data(), buffer.size()));
    if (read_error == asio::error::eof) {
      to.shutdown_send();
      co_return;
    }
    if (read_error) {
      break_off();
      co_return;
    }
    limit_.extend(steady_clock::now() + idle_);
    data = {buffer.data(), n};
  }
}

void tunnel::break_off() {
  client_.close();
  backend_.close();
}

} // namespace loadex::net
