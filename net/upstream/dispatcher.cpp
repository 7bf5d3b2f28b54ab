#include "net/upstream/dispatcher.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace loadex::net::upstream {

using actors::traffic_report;
namespace balancing = actors::balancing;

namespace {

constexpr int few = 50; // backends, of thousands that have left or are down, in one turn of the loop

} // namespace

awaitable<io::connected> connect_by_address(target& to, executor on, steady_clock::time_point until,
                                            io::connect_canceller& canceller) {
  return to.connect(on, until, canceller);
}

dispatcher::dispatcher(executor on, actors::worker_mailroom& mailroom, actors::strategy_actor strategy,
                       io::address_book& addresses, counted_at counted, idle_allowance& idle, connector connect)
    : on_(on)
    , mailroom_(mailroom)
    , strategy_(std::move(strategy))
    , addresses_(addresses)
    , counted_(std::move(counted))
    , connect_(std::move(connect))
    , telling_(on_, [this] { flush(); })
    , idle_(idle)
    , view_(std::make_shared<actors::pool_view>()) {}

/// Done in steps so small that a view of ten thousand backends does not hold up the worker: an upstream is made when
/// there is a request for it, and looked at only where its backend has changed, moved or is no longer on offer.
void dispatcher::adopt(actors::pool_view_ptr view) {
  if (!strategy_ || view->version < view_->version)
    return;
  flush(); // what was opened from the old view is told before that view is let go
  if (view->ids == view_->ids)
    adopt_changes(*view);
  else
    adopt_members(*view);
  places_.assign(upstreams_.size(), not_offered);
  for (std::size_t i = 0; i < view->member_of.size(); ++i)
    places_[view->member_of[i]] = i;
  unsent_.assign(view->member_of.size(), 0);
  mailroom_.send(strategy_, actors::view_update{view});
  view_ = std::move(view);
  swept_ = 0;
  sweep();
}

/// Nobody has come or gone.
void dispatcher::adopt_changes(const actors::pool_view& view) {
  for (std::size_t i = 0; i < upstreams_.size(); ++i)
    if (view_->members[i] != view.members[i] && upstreams_[i])
      upstreams_[i]->adopt(view.members[i]);
}

void dispatcher::adopt_members(const actors::pool_view& view) {
  former_.swap(upstreams_);
  upstreams_.resize(view.members.size());
  std::size_t known = 0;
  for (std::size_t i = 0; i < upstreams_.size(); ++i) { // both are in the order of ids
    while (known < former_.size() && view_->ids[known] < view.ids[i])
      ++known;
    if (known == former_.size() || view_->ids[known] != view.ids[i])
      continue;
    auto& kept = upstreams_[i] = std::move(former_[known]);
    if (kept && known != i)
      kept->member = i;
    if (kept && view_->members[known] != view.members[i])
      kept->adopt(view.members[i]);
    ++known;
  }
  for (auto& left : former_) // they live on while requests are with them
    if (left) {
      left->member = target::no_member;
      left_.push_back(std::move(left));
    }
  former_.clear();
  let_go();
}

/// Closes what is idle at backends that are not on offer.
void dispatcher::sweep() {
  for (int n = 0; n < few && swept_ < upstreams_.size(); ++swept_)
    if (places_[swept_] == not_offered && upstreams_[swept_]) {
      upstreams_[swept_]->close_idle(steady_clock::time_point::max());
      ++n;
    }
  if (swept_ < upstreams_.size())
    asio::post(on_, [this] { sweep(); });
}

/// Ends those that have left.
void dispatcher::let_go() {
  for (int n = 0; n < few && !left_.empty(); ++n) {
    left_.back()->close_idle(steady_clock::time_point::max());
    left_.pop_back();
  }
  if (!left_.empty())
    asio::post(on_, [this] { let_go(); });
}

target_ptr dispatcher::pick(const wish& what) {
  if (unsent_.empty())
    return nullptr;
  const balancing::query ask{what.key, what.affinity, what.tried, unsent_, unsent_in_all_, what.repeatable};
  std::optional<std::size_t> choice;
  mailroom_.send(strategy_, actors::pick_request{&ask, &choice});
  if (!choice)
    return nullptr;
  const auto member = view_->member_of[*choice];
  auto& chosen = upstreams_[member];
  if (!chosen) {
    const auto& m = view_->members[member];
    chosen = new target(m, addresses_.entry(m->url), counted_.by.shard(counted_.worker, counted_.pool, m->url.text()),
                        idle_);
    chosen->member = member;
  }
  return chosen;
}

bool dispatcher::is_gated(target& u) const noexcept {
  if (const auto* offer = offer_of(u))
    u.was_gated = offer->gated();
  return u.was_gated;
}

void dispatcher::ask_for_place(target& u, actors::request_place asked) {
  mailroom_.send(u.backend().actor, std::move(asked));
}

void dispatcher::leave_queue(target& u, const void* asker) {
  mailroom_.send(u.backend().actor, actors::leave_queue{asker});
}

void dispatcher::tell_trial(target& u, actors::trial_result result) {
  mailroom_.send(u.backend().actor, result);
}

void dispatcher::note(target& u) {
  const auto& r = u.unsent;
  const bool first = r.opened + r.closed + r.failed_connects + r.failed + r.succeeded == 0;
  if (!first)
    return;
  if (to_tell_.empty())
    telling_.ask();
  to_tell_.emplace_back(&u);
}

void dispatcher::count(target& u, int requests) {
  const auto place = place_of(u);
  if (place == not_offered)
    return;
  unsent_[place] += requests;
  unsent_in_all_ += requests;
}

void dispatcher::opened(target& u) {
  note(u);
  ++u.unsent.opened;
  count(u, 1);
}

void dispatcher::closed(target& u) {
  note(u);
  ++u.unsent.closed;
  count(u, -1);
}

void dispatcher::timed(target& u, steady_clock::duration latency) {
  const auto exact = std::chrono::duration_cast<std::chrono::microseconds>(latency);
  ++u.unsent.timed;
  u.unsent.together += exact;
  u.unsent.longest = std::max(u.unsent.longest, exact);
  if (const auto& latencies = u.backend().latencies)
    latencies->add(exact);
}

void dispatcher::succeeded(target& u) {
  note(u);
  ++u.unsent.succeeded;
  u.unsent.trailing_failures = 0;
}

void dispatcher::failed(target& u, base::reason why, bool could_not_connect) {
  note(u);
  if (could_not_connect) {
    ++u.unsent.failed_connects;
  } else {
    ++u.unsent.failed;
    ++u.unsent.trailing_failures;
  }
  u.unsent.why = why;
}

void dispatcher::flush() {
  for (auto& u : to_tell_) {
    if (const auto place = place_of(*u); place != not_offered)
      unsent_[place] = 0;
    mailroom_.send(u->backend().actor, std::exchange(u->unsent, traffic_report{}));
  }
  to_tell_.clear();
  unsent_in_all_ = 0;
}

void dispatcher::close_idle(steady_clock::time_point since) {
  for (const auto& u : upstreams_)
    if (u)
      u->close_idle(since);
}

std::size_t dispatcher::close_idle(const io::address_entry& at, steady_clock::time_point none_until) {
  const auto found = std::ranges::find_if(upstreams_, [&](const auto& u) { return u && u->addresses().get() == &at; });
  if (found == upstreams_.end())
    return 0;
  (*found)->keep_none_until(none_until);
  return (*found)->close_idle(steady_clock::time_point::max());
}

void dispatcher::stop() {
  flush();
  unsent_.clear();
  places_.assign(places_.size(), not_offered);
  std::ranges::move(upstreams_, std::back_inserter(left_));
  upstreams_.clear();
  for (const auto& left : std::exchange(left_, {}))
    if (left) { // logins may hold it
      left->member = target::no_member;
      left->close_idle(steady_clock::time_point::max());
    }
  strategy_ = nullptr;
  view_ = std::make_shared<actors::pool_view>();
}

} // namespace loadex::net::upstream
