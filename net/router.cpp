#include "net/router.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace loadex::net {

using actors::traffic_report;
namespace balancing = actors::balancing;

router::router(executor on, caf::actor_system& system, actors::strategy_actor strategy, address_book& addresses,
               observability::request_metrics& metrics, std::size_t worker, const config::proxy_settings& settings,
               std::size_t most_idle)
    : on_(on)
    , mailroom_(system, [this] { asio::post(on_, [this] { mailroom_.drain(); }); })
    , strategy_(std::move(strategy))
    , addresses_(addresses)
    , metrics_(metrics)
    , worker_(worker)
    , settings_(settings)
    , idle_{most_idle}
    , view_(std::make_shared<actors::pool_view>()) {}

void router::adopt(actors::pool_view_ptr view) {
  if (!strategy_ || view->version < view_->version)
    return;
  view_ = std::move(view);
  std::vector<upstream_ptr> kept;
  kept.reserve(view_->members.size());
  auto known = upstreams_.begin();
  for (const auto& m : view_->members) { // both are in the order of ids
    known = std::find_if(known, upstreams_.end(), [&](const upstream_ptr& u) { return u->backend().id >= m->id; });
    if (known != upstreams_.end() && (*known)->backend().id == m->id)
      kept.push_back(*known);
    else
      kept.emplace_back(new upstream(m, addresses_.entry(m->url), metrics_.shard(worker_, m->url.text()),
                                     settings_.upstream_idle_connections, idle_));
  }
  for (auto& u : upstreams_)
    u->index = upstream::not_available;
  upstreams_ = std::move(kept); // those that left live on while requests are with them

  available_.clear();
  unsent_.clear();
  for (const auto member : view_->member_of) {
    auto& u = *upstreams_[member];
    u.index = available_.size();
    available_.push_back(&u);
    unsent_.push_back(static_cast<std::int32_t>(u.unsent.opened - u.unsent.closed));
  }
  for (auto& u : upstreams_)
    if (u->index == upstream::not_available)
      u->close_idle(steady_clock::time_point::max());
  mailroom_.send(strategy_, actors::view_update{view_});
}

upstream_ptr router::pick(std::string_view client, std::string_view target,
                          std::span<const balancing::backend_id> tried) {
  if (available_.empty())
    return nullptr;
  const balancing::query ask{client, target, tried, unsent_};
  std::optional<std::size_t> choice;
  mailroom_.send(strategy_, actors::pick_request{&ask, &choice});
  return choice ? available_[*choice] : nullptr;
}

void router::note(upstream& u) {
  const auto& r = u.unsent;
  const bool first = r.opened + r.closed + r.failed_connects + r.trailing_failures == 0 && !r.succeeded;
  if (!first)
    return;
  if (to_tell_.empty())
    asio::post(on_, [this] { flush(); });
  to_tell_.emplace_back(&u);
}

void router::opened(upstream& u) {
  note(u);
  ++u.unsent.opened;
  if (u.index != upstream::not_available)
    ++unsent_[u.index];
}

void router::closed(upstream& u) {
  note(u);
  ++u.unsent.closed;
  if (u.index != upstream::not_available)
    --unsent_[u.index];
}

void router::succeeded(upstream& u) {
  note(u);
  u.unsent.succeeded = true;
  u.unsent.trailing_failures = 0;
}

void router::failed(upstream& u, observability::reason why, bool could_not_connect) {
  note(u);
  if (could_not_connect)
    ++u.unsent.failed_connects;
  else
    ++u.unsent.trailing_failures;
  u.unsent.why = why;
}

void router::flush() {
  for (auto& u : to_tell_) {
    if (u->index != upstream::not_available)
      unsent_[u->index] = 0;
    mailroom_.send(u->backend().actor, std::exchange(u->unsent, traffic_report{}));
  }
  to_tell_.clear();
}

void router::close_idle() {
  const auto since = steady_clock::now() - settings_.upstream_idle_timeout;
  for (auto& u : upstreams_)
    u->close_idle(since);
}

void router::stop() {
  flush();
  available_.clear();
  upstreams_.clear();
  strategy_ = nullptr;
  view_ = std::make_shared<actors::pool_view>();
}

} // namespace loadex::net
