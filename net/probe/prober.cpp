#include "net/probe/prober.hpp"

#include "net/io/connect.hpp"
#include "net/io/deadline.hpp"
#include "net/probe/http_probe.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <atomic>

namespace loadex::net::probe {

namespace {

using actors::probe_verdict;
using base::reason;

} // namespace

prober::prober(asio::io_context& control, io::address_book& book, const io::own_addresses& own,
               const http1::head_limits& heads)
    : control_(control.get_executor())
    , book_(book)
    , own_(own)
    , heads_(heads) {}

void prober::adopt(const http1::head_limits& heads) {
  asio::post(control_, [this, heads] { heads_ = heads; });
}

void prober::probe(const config::backend_url& backend, const config::health_settings& how, callback done) {
  // Spawned on the control thread, from wherever the probe actor runs.
  asio::co_spawn(control_, run(backend, how),
                 [done = std::move(done)](std::exception_ptr failure, probe_verdict verdict) {
                   done(failure ? probe_verdict{false, reason::connect_failed, "probe failed"} : std::move(verdict));
                 });
}

awaitable<probe_verdict> prober::run(config::backend_url backend, config::health_settings how) {
  const auto entry = book_.entry(backend);
  auto verdict = co_await ask(backend, how, entry);
  if (verdict.why != reason::response_timeout && verdict.why != reason::connect_timeout)
    co_return verdict;
  const bool was_kept_busy = co_await close_idle(entry, how.timeout);
  if (was_kept_busy)
    verdict = co_await ask(backend, how, entry);
  co_return verdict;
}

awaitable<probe_verdict> prober::ask(const config::backend_url& backend, const config::health_settings& how,
                                     std::shared_ptr<io::address_entry> entry) {
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
  if (!reached.stream) {
    book_.refresh(entry);
    co_return probe_verdict{false, reached.why, std::move(reached.detail)};
  }
  if (how.probe == config::probe_kind::tcp)
    co_return probe_verdict{true, reason::none, "connected"};

  const auto stream = std::move(reached.stream);
  io::deadline deadline(control_);
  deadline.guard(until, [&stream] { stream->close(); });
  auto verdict = co_await http_probe(*stream, backend, how, heads_);
  if (deadline.expired())
    co_return probe_verdict{false, reason::response_timeout, "no answer in time"};
  co_return verdict;
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
