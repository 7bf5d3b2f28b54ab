#include "tests/support/stream_pair.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>

namespace loadex::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_run = 10s;

std::pair<int, int> open_pair() {
  std::array<int, 2> both;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, both.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  return {both[0], both[1]};
}

/// One ring sends at once, the other with its waits.
std::unique_ptr<net::io::ring> ring_of(carrier by) {
  static constexpr std::size_t little = 0;
  static constexpr std::size_t much = 100;
  using calls = net::io::ring::calls;
  if (by == carrier::poll || !net::io::ring::why_not().empty())
    return nullptr;
  if (by == carrier::ring)
    return std::make_unique<net::io::ring>(little, calls::cheap);
  return std::make_unique<net::io::ring>(much, calls::dear);
}

} // namespace

far_end::far_end(int descriptor)
    : descriptor_(descriptor) {}

far_end::~far_end() {
  close();
}

void far_end::write(std::string_view text) {
  const auto sent = ::send(descriptor_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the far end cannot say all of it");
}

const std::string& far_end::read(std::size_t most) {
  std::array<char, 64 * 1024> bytes;
  while (most > 0 && !ended_ && descriptor_ >= 0) {
    const auto n = ::recv(descriptor_, bytes.data(), std::min(most, bytes.size()), MSG_DONTWAIT);
    if (n > 0) {
      text_.append(bytes.data(), static_cast<std::size_t>(n));
      most -= static_cast<std::size_t>(n);
    } else {
      ended_ = n == 0 || errno != EAGAIN;
      break;
    }
  }
  return text_;
}

void far_end::finish() {
  ::shutdown(descriptor_, SHUT_WR);
}

void far_end::close() {
  if (descriptor_ >= 0)
    ::close(std::exchange(descriptor_, -1));
}

std::pair<net::io::stream_ptr, std::unique_ptr<far_end>> connected_pair(const net::executor& on) {
  const auto [near, far] = open_pair();
  return {net::io::stream::over(on, base::descriptor(near)), std::make_unique<far_end>(far)};
}

carried_loop::carried_loop(carrier by)
    : ring_(ring_of(by)) {
  if (ring_)
    net::io::engine::of(io_.get_executor()).use(*ring_);
}

carried_loop::~carried_loop() {
  if (ring_)
    net::io::engine::of(io_.get_executor()).use_no_ring();
}

stream_pair::stream_pair(carrier by)
    : stream_pair(by, open_pair()) {}

stream_pair::stream_pair(carrier by, std::pair<int, int> both)
    : loop_(by)
    , near_descriptor_(both.first)
    , near_(net::io::stream::over(io().get_executor(), base::descriptor(both.first)))
    , far_(both.second) {}

/// A local socket resets whoever it is connected with if it is closed with unread bytes.
void stream_pair::reset_far() {
  if (near_ && near_->is_open())
    ::send(near_descriptor_, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  far_.close();
}

void stream_pair::run() {
  constexpr int turns = 4; // whoever has had one may have asked for another
  const auto busy = net::asio::make_work_guard(io());
  io().restart();
  for (int i = 0; i < turns; ++i)
    io().poll();
}

bool stream_pair::run_until(const std::function<bool()>& done) {
  const auto deadline = net::steady_clock::now() + longest_run;
  while (!done() && net::steady_clock::now() < deadline) {
    io().restart();
    io().run_one_for(1ms);
  }
  return done();
}

} // namespace loadex::tests
