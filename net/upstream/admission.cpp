#include "net/upstream/admission.hpp"

#include "net/io/ask.hpp"

#include <utility>

namespace loadex::net::upstream {

using actors::place;

admission::admission(dispatcher& routes, target_ptr at, bool repeatable)
    : routes_(routes)
    , at_(std::move(at))
    , repeatable_(repeatable) {}

admission::~admission() {
  conclude({});
}

awaitable<std::optional<place>> admission::ask(executor on, bool waits, io::deadline& deadline,
                                               steady_clock::time_point until) {
  deadline.guard(until, [this] { give_up(); });
  waiting_ = true;
  const auto got = co_await io::ask<place>(on, [this, waits](auto reply) {
    routes_.ask_for_place(*at_, {this, repeatable_, waits, std::move(reply)});
  });
  waiting_ = false;
  deadline.rest();
  trial_ = got == place::trial;
  co_return got;
}

void admission::give_up() {
  if (std::exchange(waiting_, false))
    routes_.leave_queue(*at_, this);
}

void admission::conclude(actors::trial_result result) {
  if (std::exchange(trial_, false))
    routes_.tell_trial(*at_, result);
}

} // namespace loadex::net::upstream
