#include "net/probe/prober.hpp"

#include "net/io/connect.hpp"
#include "net/io/deadline.hpp"
#include "net/probe/http_probe.hpp"
#include "net/tls/handshake.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <atomic>

namespace loadex::net::probe {

namespace {

using actors::probe_verdict;
using base::reason;

/// How TLS is spoken where nobody says how.
tls::client_ptr usual_way() {
  return std::make_shared<const tls::client>(config::backend_tls_settings{});
}

} // namespace

prober::prober(asio::io_context& control, io::address_book& book, const io::own_addresses& own,
               const http1::head_limits& heads, const of_pools& secured)
    : control_(control.get_executor())
    , book_(book)
    , own_(own)
    , heads_(heads) {
  adopt(secured);
}

void prober::adopt(const http1::head_limits& heads) {
  asio::post(control_, [this, heads] { heads_ = heads; });
}

/// Knows how TLS is spoken in its pool. Any thread.
class prober::of_one_pool final : public actors::prober {
public:
  explicit of_one_pool(probe::prober& by)
      : by_(by) {}

  void adopt(tls::client_ptr how) {
    const std::lock_guard lock(mutex_);
    secured_ = std::move(how);
  }

  std::shared_ptr<const void> hold(const config::backend_url& backend) override { return by_.hold(backend); }

  void probe(const config::backend_url& backend, const config::health_settings& how, callback done) override {
    question what{backend, how, nullptr};
    {
      const std::lock_guard lock(mutex_);
      what.secured = secured_;
    }
    by_.begin(std::move(what), std::move(done));
  }

private:
  probe::prober& by_;
  std::mutex mutex_;
  tls::client_ptr secured_ = usual_way();
};

prober::~prober() = default;

actors::prober& prober::of_pool(const std::string& name) {
  const std::lock_guard lock(mutex_);
  auto& its = pools_[name];
  if (!its)
    its = std::make_unique<of_one_pool>(*this);
  return *its;
}

void prober::adopt(const of_pools& secured) {
  for (const auto& [name, how] : secured)
    static_cast<of_one_pool&>(of_pool(name)).adopt(how);
  const std::lock_guard lock(mutex_);
  for (const auto& [name, its] : pools_)
    if (!secured.contains(name))
      its->adopt(usual_way()); // whom that pool trusted need not be kept for it
}

void prober::probe(const config::backend_url& backend, const config::health_settings& how, callback done) {
  begin({backend, how, usual_way()}, std::move(done));
}

void prober::begin(question what, callback done) {
  // Spawned on the control thread, from wherever the probe actor runs.
  asio::co_spawn(control_, run(std::move(what)),
                 [done = std::move(done)](std::exception_ptr failure, probe_verdict verdict) {
                   done(failure ? probe_verdict{false, reason::connect_failed, "probe failed"} : std::move(verdict));
                 });
}

awaitable<probe_verdict> prober::run(question what) {
  const auto entry = book_.entry(what.backend);
  auto verdict = co_await ask(what, entry);
  if (verdict.why != reason::response_timeout && verdict.why != reason::connect_timeout)
    co_return verdict;
  const bool was_kept_busy = co_await close_idle(entry, what.how.timeout);
  if (was_kept_busy)
    verdict = co_await ask(what, entry);
  co_return verdict;
}

awaitable<probe_verdict> prober::ask(const question& what, std::shared_ptr<io::address_entry> entry) {
  const auto& how = what.how;
  const auto until = steady_clock::now() + how.timeout;
  auto addresses = co_await io::await_addresses(control_, entry, until);
  if (addresses.endpoints.empty())
    co_return probe_verdict{false, reason::dns_failed,
                            addresses.failure.empty() ? "no answer in time" : addresses.failure};
  if (own_.contain_any(addresses.endpoints))
    co_return probe_verdict{false, reason::loop, "this is Loadex's own address"};
  if (how.port != 0)
    for (auto& endpoint : addresses.endpoints)
      endpoint.port(how.port);

  io::connect_canceller nobody;
  auto reached = co_await connect(control_, std::move(addresses.endpoints), 0, until, nobody);
  if (reached.stream && what.backend.is_secure())
    reached = co_await secure(what, std::move(reached), until);
  if (!reached.stream) {
    book_.refresh(entry);
    co_return probe_verdict{false, reached.why, std::move(reached.detail)};
  }
  if (how.probe == config::probe_kind::tcp)
    co_return probe_verdict{true, reason::none, "connected"};

  const auto stream = std::move(reached.stream);
  io::deadline deadline(control_);
  deadline.guard(until, [&stream] { stream->close(); });
  auto verdict = co_await http_probe(*stream, what.backend, how, heads_);
  if (deadline.expired())
    co_return probe_verdict{false, reason::response_timeout, "no answer in time"};
  co_return verdict;
}

/// Nothing is resumed: only a whole handshake shows the certificate.
awaitable<io::connected> prober::secure(const question& what, io::connected reached, steady_clock::time_point until) {
  tls::ssl_ptr session;
  try {
    session = what.secured->connect(what.backend.host());
  } catch (const tls::certificate_failure& e) {
    co_return io::connected{nullptr, 0, reason::tls_failed, e.what()};
  }
  io::connect_canceller nobody;
  co_return co_await tls::secure(std::move(reached), std::move(session), until, nobody);
}

/// Has everybody close the idle connections to a backend, and keep none while it is asked again. Whether there were
/// any, as far as is known within that time.
awaitable<bool> prober::close_idle(std::shared_ptr<io::address_entry> to, std::chrono::milliseconds time) {
  struct round {
    explicit round(const executor& on)
        : over(on) {}
    timer over;
    std::atomic<std::size_t> closed{0};
  };
  const auto all = std::make_shared<round>(control_);
  all->over.expires_after(time);
  {
    // Let go by the last who has answered, or who has stopped instead.
    const std::shared_ptr<void> awaited(nullptr,
                                        [all, on = control_](void*) { asio::post(on, [all] { all->over.cancel(); }); });
    for (const auto& keeper : keepers_)
      keeper(to, 2 * time, [all, awaited](std::size_t closed) { all->closed += closed; });
  }
  co_await all->over.async_wait(use);
  co_return all->closed > 0;
}

} // namespace loadex::net::probe
