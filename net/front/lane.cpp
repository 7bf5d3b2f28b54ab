#include "net/front/lane.hpp"

#include "net/tls/handshake.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace loadex::net::front {

lane::lane(const common& of, actors::pool_ptr pool, actors::strategy_actor strategy)
    : on_(of.on)
    , pool_(std::move(pool))
    , backends_(of.on, of.mailroom, std::move(strategy), of.addresses, {of.metrics, of.worker, pool_->name}, of.idle,
                [this](auto& to, auto on, auto until, auto& canceller) { return reach(to, on, until, canceller); })
    , budget_(0, 0, steady_clock::now())
    , unanswered_(of.metrics.shard(of.worker, pool_->name, ""))
    , retries_(of.metrics.retries(of.worker, pool_->name))
    , services_{of.on, backends_, budget_, of.records, *retries_, of.cdn_id, of.ids, of.pipes} {}

lane_ptr lane::open(const common& of, actors::pool_ptr pool, actors::strategy_actor strategy) {
  return new lane(of, std::move(pool), std::move(strategy));
}

/// What the dispatcher has posted comes before the end. Until then nobody may find it and hold it once more.
void lane::retire() {
  unlink();
  backends_.stop();
  asio::post(on_, [this] { delete this; });
}

/// A fresh connection, on which TLS is spoken if the backend's URL says so.
awaitable<io::connected> lane::reach(upstream::target& to, executor on, steady_clock::time_point until,
                                     io::connect_canceller& canceller) {
  if (!to.backend().url.is_secure())
    return to.connect(on, until, canceller);
  return reach_in_tls(upstream::target_ptr(&to), on, until, canceller);
}

awaitable<io::connected> lane::reach_in_tls(upstream::target_ptr to, executor on, steady_clock::time_point until,
                                            io::connect_canceller& canceller) {
  auto reached = co_await to->connect(on, until, canceller);
  if (!reached.stream)
    co_return reached;
  const auto secured = secured_;
  tls::ssl_ptr session;
  try {
    session = secured->connect(to->backend().url.host());
  } catch (const tls::certificate_failure& e) {
    co_return io::connected{nullptr, 0, base::reason::tls_failed, e.what()};
  }
  sessions_.use(*session, to->url());
  auto secure = co_await tls::secure(std::move(reached), std::move(session), until, canceller);
  if (!secure.stream || secured->settings() == secured_->settings())
    co_return secure;
  secure.stream->close(); // what was agreed by other rules does not hold
  co_return co_await reach_in_tls(std::move(to), on, until, canceller);
}

void lane::adopt(const config::proxy_settings& how, tls::client_ptr to_backends) {
  if (secured_ != to_backends)
    sessions_.clear();
  if (secured_ && secured_->settings() != to_backends->settings())
    backends_.close_idle(steady_clock::time_point::max());
  secured_ = std::move(to_backends);
  backends_.keep_idle(how.upstream_idle_connections);
  budget_.adopt(how.retry_budget, how.retry_budget_minimum);
  tell_budget();
  idle_timeout_ = how.upstream_idle_timeout;
}

void lane::tick() {
  backends_.close_idle(steady_clock::now() - idle_timeout_);
  tell_budget();
}

void lane::tell_budget() {
  retries_->budget.store(budget_.left(steady_clock::now()), std::memory_order_relaxed);
}

} // namespace loadex::net::front
