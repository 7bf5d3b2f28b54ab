#include "net/io/deadline.hpp"

#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <utility>

namespace loadex::net::io {

/// Outlives the deadline while a timer handler is on its way.
struct deadline::state : boost::intrusive_ref_counter<state, boost::thread_unsafe_counter> {
  explicit state(const executor& on)
      : clock(on) {}

  static constexpr auto never = steady_clock::time_point::max();

  timer clock;
  steady_clock::time_point deadline = never;
  steady_clock::time_point armed_for = never; // when the timer fires; never: it is not running
  std::function<void()> action;
  bool expired = false;

  void arm() {
    if (deadline >= armed_for)
      return; // fires early enough to find out
    armed_for = deadline;
    clock.expires_at(deadline);
    clock.async_wait([self = boost::intrusive_ptr<state>(this)](const error_code& error) {
      if (error != asio::error::operation_aborted)
        self->fired();
    });
  }

  void fired() {
    armed_for = never;
    if (deadline > steady_clock::now())
      return arm();
    deadline = never;
    expired = true;
    if (action)
      action();
  }
};

deadline::deadline(const executor& on)
    : state_(new state(on)) {}

deadline::~deadline() {
  state_->deadline = state::never;
  state_->action = nullptr;
  state_->clock.cancel();
}

void deadline::guard(steady_clock::time_point then, std::function<void()> action) {
  state_->expired = false;
  state_->action = std::move(action);
  extend(then);
}

void deadline::extend(steady_clock::time_point then) {
  state_->deadline = then;
  state_->arm();
}

void deadline::rest() {
  state_->deadline = state::never;
}

bool deadline::expired() const noexcept {
  return state_->expired;
}

} // namespace loadex::net::io
