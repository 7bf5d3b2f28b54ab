#include "net/io/engine.hpp"

#include "net/io/polled_socket.hpp"
#include "net/io/ring.hpp"
#include "net/io/ring_socket.hpp"

#include <utility>

namespace loadex::net::io {

asio::execution_context::id engine::id;

struct engine::open_sockets {
  boost::intrusive::list<socket, boost::intrusive::constant_time_size<false>> all;
};

engine& engine::of(const executor& on) {
  return asio::use_service<engine>(on.context());
}

engine::engine(asio::execution_context& loop)
    : service(loop)
    , task_(static_cast<asio::io_context&>(loop), [this](long microseconds) { return wait(microseconds); })
    , sockets_(std::make_unique<open_sockets>()) {
  polled_.add_other(task_.descriptor());
}

engine::~engine() = default;

void engine::shutdown() {
  task_.end();
  for (auto& all = sockets_->all; !all.empty();) {
    auto& one = all.front();
    all.pop_front();
    one.abandon();
  }
  while (!turns_.empty()) { // of these the sockets may be gone already
    auto& who = turns_.front();
    turns_.pop_front();
    who.abandon();
  }
}

socket_ptr engine::open(base::descriptor connected, watcher& who, bool connecting) {
  socket_ptr made;
  if (ring_ != nullptr)
    made = new ring_socket(*this, *ring_, std::move(connected), who, connecting);
  else
    made = new polled_socket(*this, polled_, std::move(connected), who, connecting);
  sockets_->all.push_back(*made);
  return made;
}

void engine::soon(watcher& who) {
  if (!who.is_linked())
    turns_.push_back(who);
}

/// Those who ask for another one meanwhile have it next time.
void engine::take_turns() {
  queue now;
  now.swap(turns_);
  while (!now.empty()) {
    auto& who = now.front();
    now.pop_front();
    who.ready(false);
  }
}

bool engine::wait(long microseconds) {
  if (!turns_.empty())
    microseconds = 0;
  bool asio_has = false;
  if (ring_ != nullptr) {
    if (ring_->run(microseconds, polled_.descriptor()))
      asio_has = polled_.wait(0);
  } else {
    constexpr long per_millisecond = 1000;
    asio_has =
        polled_.wait(microseconds < 0 ? -1 : static_cast<int>((microseconds + per_millisecond - 1) / per_millisecond));
  }
  take_turns();
  return asio_has;
}

void engine::use(ring& its) {
  ring_ = &its;
}

void engine::use_no_ring() noexcept {
  ring_->finish();
  ring_ = nullptr;
}

} // namespace loadex::net::io
