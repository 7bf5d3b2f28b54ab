#include "tests/support/e2e/dripping_clients.hpp"

#include <sys/resource.h>

#include <condition_variable>
#include <mutex>
#include <string_view>

namespace loadex::tests::e2e {

namespace {

/// Every client needs a descriptor, so take all that we may have.
void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

constexpr std::chrono::milliseconds shortest_wait{1}; // a wake-up for each byte would cost more than the byte

/// The head's byte of that place; the last field has no end.
char byte_of_head(std::size_t place) {
  constexpr std::string_view beginning = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Drip: ";
  return place < beginning.size() ? beginning[place] : 'x';
}

} // namespace

dripping_clients::dripping_clients(std::uint16_t port, std::size_t count, std::chrono::milliseconds pause) {
  raise_descriptor_limit();
  clients_.reserve(count);
  while (clients_.size() < count)
    clients_.push_back(tcp_stream::connect(port));
  dripping_ = std::jthread([this, pause](const std::stop_token& stop) { run(stop, pause); });
}

void dripping_clients::run(const std::stop_token& stop, std::chrono::steady_clock::duration pause) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any clock; // wakes when it is time, or to stop
  auto next = std::chrono::steady_clock::now();
  try {
    for (; !stop.stop_requested(); ++rounds_)
      for (auto& client : clients_) {
        const char byte = byte_of_head(rounds_);
        client.send({&byte, 1});
        next += pause / clients_.size();
        if (next > std::chrono::steady_clock::now() + shortest_wait)
          clock.wait_until(lock, stop, next, [] { return false; });
      }
  } catch (const connection_ended&) {
    cut_off_ = true;
  }
}

} // namespace loadex::tests::e2e
