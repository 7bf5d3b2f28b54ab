#include "tests/simulation/places.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <utility>

namespace loadex::tests::simulation {

using actors::place;

void places::asked(asker who, const actors::member& at, moment now) {
  waits_[who] = {&at, now, {}};
  auto& q = queues_[at.id];
  q.at = &at;
  ++q.waiting;
  touch(q);
}

void places::left(asker who, moment now) {
  if (const auto found = waits_.find(who); found != waits_.end())
    found->second.left = now;
}

void places::answered(asker who, std::optional<place> got, moment now) {
  const auto found = waits_.find(who);
  const auto w = found->second;
  waits_.erase(found);
  auto& q = queues_.at(w.at->id);
  --q.waiting;
  touch(q);
  if (!got) {
    if (!w.left)
      complain("a request that waits for a place at backend ", w.at->id, " was forgotten");
    return;
  }
  if (w.left && now - *w.left > settling)
    complain("a request got an answer from backend ", w.at->id, ", ", seconds(now - *w.left), " s after it had left");
  if (*got == place::queue_full && q.waiting < longest_queue_)
    complain("backend ", w.at->id, " lets nobody wait, though only ", q.waiting, " do");
  if (*got == place::granted && now > w.since)
    ++seen_.queued;
}

void places::check_sent_away(const actors::member& from, moment now) const {
  const auto* n = bulletin_.find(from.id);
  if (n != nullptr && n->state == actors::health::state::healthy && now - n->since > settling &&
      oracle_.serves(from.id))
    complain("backend ", from.id, " sends a request away though it is available");
}

void places::check_opened(const actors::member& at, bool granted) {
  if (at.limit == 0)
    return;
  const auto with_it = oracle_.in_flight(at.id);
  if (!granted)
    complain("a request went to backend ", at.id, " without a place");
  if (with_it > static_cast<std::int32_t>(at.limit))
    complain("backend ", at.id, " has ", with_it, " requests, and room for ", at.limit);
  if (with_it == static_cast<std::int32_t>(at.limit))
    queues_[at.id].last_full = oracle_.last_pick(at.id);
}

void places::check_queues(moment now) {
  for (const auto who : std::exchange(unchecked_, {})) {
    auto& q = queues_.at(who);
    q.unchecked = false;
    check_queue(q, now);
    if (q.waiting > 0)
      touch(q);
  }
}

void places::check_queue(const queue& q, moment now) const {
  const auto who = q.at->id;
  const auto published = q.at->counters->queued.load(std::memory_order_relaxed);
  if (published != q.waiting)
    complain("backend ", who, " publishes that ", published, " requests wait, and ", q.waiting, " do");
  if (q.waiting > longest_queue_)
    complain(q.waiting, " requests wait for backend ", who, ", more than may");
  if (q.waiting == 0)
    return;
  if (oracle_.in_flight(who) < static_cast<std::int32_t>(q.at->limit))
    complain(q.waiting, " requests wait for backend ", who, ", which has room for another");
  if (oracle_.out_of_service_for(who, settling, now))
    complain(q.waiting, " requests wait for backend ", who, ", which is out of service");
}

void places::check(moment now) const {
  for (const auto& [who, w] : waits_) {
    if (now - w.since > queue_timeout_ + settling)
      complain("a request has waited for backend ", w.at->id, " for ", seconds(now - w.since), " s");
    if (w.left && now - *w.left > settling)
      complain("a request that has left the queue of backend ", w.at->id, " still is in it");
  }
}

moment places::last_full(id who) const {
  const auto found = queues_.find(who);
  return found == queues_.end() ? moment{} : found->second.last_full;
}

void places::touch(queue& which) {
  if (!std::exchange(which.unchecked, true))
    unchecked_.push_back(which.at->id);
}

} // namespace loadex::tests::simulation
