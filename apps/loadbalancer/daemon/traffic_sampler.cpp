#include "apps/loadbalancer/daemon/traffic_sampler.hpp"

#include "actors/pool/pool_view.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace loadex {

using namespace std::chrono_literals;
using net::asio::post;

traffic_sampler::traffic_sampler(net::asio::io_context& control, observability::request_metrics& counted)
    : control_(control.get_executor())
    , history_(counted)
    , second_(control_, 1s) {
  await_second();
}

void traffic_sampler::await_second() {
  second_.async_wait([this](const net::error_code& error) {
    if (error)
      return;
    history_.tick(std::chrono::system_clock::now());
    then_();
    second_.expires_at(second_.expiry() + 1s); // one that comes late does not delay the next
    await_second();
  });
}

void traffic_sampler::adopt(const std::vector<actors::pool_ptr>& pools) {
  std::vector<std::pair<std::uint64_t, std::string>> named;
  named.reserve(pools.size());
  for (const auto& pool : pools)
    named.emplace_back(pool->number, pool->name);
  post(control_, [this, named = std::move(named)] {
    history_.adopt(named);
    std::erase_if(known_, [&](const auto& known) {
      return std::ranges::find(named, known.first, [](const auto& pool) { return pool.first; }) == named.end();
    });
    for (const auto& [number, name] : named)
      known_.try_emplace(number);
  });
}

void traffic_sampler::publish(std::uint64_t pool, actors::pool_view_ptr view) {
  post(control_, [this, pool, view = std::move(view)] { follow(pool, *view); });
}

/// Most views have the same backends as the one before.
void traffic_sampler::follow(std::uint64_t pool, const actors::pool_view& view) {
  const auto known = known_.find(pool);
  if (known == known_.end() || known->second == view.ids)
    return;
  known->second = view.ids;
  std::vector<observability::backend_to_watch> backends;
  backends.reserve(view.members.size());
  for (const auto& m : view.members)
    backends.push_back({m->id, m->url.text(), {m->live_load, &m->live_load->in_flight}});
  history_.adopt(pool, backends);
  if (!std::exchange(admitting_, true))
    admit();
}

void traffic_sampler::admit() {
  admitting_ = history_.admit_some();
  if (admitting_)
    post(control_, [this] { admit(); });
}

} // namespace loadex
