#include "tests/simulation/places.hpp"

#include "tests/simulation/complain.hpp"
#include "tests/simulation/promises.hpp"

#include <algorithm>
#include <utility>

namespace loadex::tests::simulation {

using actors::place;

void places::adopt(const config::balancing_settings& by) {
  longest_queue_ = by.queue_length;
  for (auto& [who, q] : queues_)
    q.excused = q.waiting;
}

void places::asked(asker who, const actors::member& at, moment now) {
  waits_[who] = {at.id, now, {}};
  auto& q = queues_[at.id];
  q.at = at.id;
  q.published = at.counters;
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
  auto& q = queues_.at(w.at);
  --q.waiting;
  touch(q);
  if (!got) {
    if (!w.left)
      complain("a request that waits for a place at backend ", w.at, " was forgotten");
    return;
  }
  if (w.left && now - *w.left > settling)
    complain("a request got an answer from backend ", w.at, ", ", seconds(now - *w.left), " s after it had left");
  if (*got == place::queue_full && q.waiting < longest_queue_)
    complain("backend ", w.at, " lets nobody wait, though only ", q.waiting, " do");
  if (*got == place::granted && now > w.since)
    ++seen_.queued;
}

void places::check_sent_away(const actors::member& from, moment now) const {
  const auto* n = bulletin_.find(from.id);
  if (n != nullptr && n->state == actors::health::state::healthy && now - n->since > settling &&
      oracle_.serves(from.id))
    complain("backend ", from.id, " sends a request away though it is available");
}

void places::check_opened(const actors::member& at, bool granted, moment now) {
  const auto* n = bulletin_.find(at.id);
  const auto limit = n != nullptr ? n->who->limit : at.limit;
  if (limit == 0)
    return;
  const auto with_it = oracle_.in_flight(at.id);
  if (with_it >= static_cast<std::int32_t>(limit))
    queues_[at.id].last_full = now;
  if (n == nullptr || now - n->limit_since <= settling)
    return; // workers may go by another limit
  if (!granted)
    complain("a request went to backend ", at.id, " without a place");
  if (with_it > static_cast<std::int32_t>(limit))
    complain("backend ", at.id, " has ", with_it, " requests, and room for ", limit);
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

void places::check_queue(queue& q, moment now) const {
  const auto who = q.at;
  const auto published = q.published->queued.load(std::memory_order_relaxed);
  if (published != q.waiting)
    complain("backend ", who, " publishes that ", published, " requests wait, and ", q.waiting, " do");
  q.excused = std::min(q.excused, q.waiting);
  if (q.waiting > std::max(longest_queue_, q.excused))
    complain(q.waiting, " requests wait for backend ", who, ", more than may");
  if (q.waiting == 0)
    return;
  const auto* n = bulletin_.find(who);
  if (n == nullptr || n->who->limit == 0 || oracle_.in_flight(who) < static_cast<std::int32_t>(n->who->limit))
    complain(q.waiting, " requests wait for backend ", who, ", which has room for another");
  if (oracle_.out_of_service_for(who, settling, now))
    complain(q.waiting, " requests wait for backend ", who, ", which is out of service");
}

void places::check(moment now) const {
  for (const auto& [who, w] : waits_) {
    if (now - w.since > queue_timeout_ + settling)
      complain("a request has waited for backend ", w.at, " for ", seconds(now - w.since), " s");
    if (w.left && now - *w.left > settling)
      complain("a request that has left the queue of backend ", w.at, " still is in it");
  }
}

moment places::last_full(id who) const {
  const auto found = queues_.find(who);
  return found == queues_.end() ? moment{} : found->second.last_full;
}

void places::touch(queue& which) {
  if (!std::exchange(which.unchecked, true))
    unchecked_.push_back(which.at);
}

} // namespace loadex::tests::simulation
