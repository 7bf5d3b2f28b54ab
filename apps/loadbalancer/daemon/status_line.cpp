#include "apps/loadbalancer/daemon/status_line.hpp"

#include "actors/health/state.hpp"
#include "actors/pool/pool_view.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace loadex {

using net::asio::post;

namespace {

/// By two digits.
std::uint64_t rounded(std::uint64_t number) {
  std::uint64_t unit = 1;
  while (number / unit >= 100)
    unit *= 10;
  return (number + unit / 2) / unit * unit;
}

/// `1,200`
std::string grouped(std::uint64_t number) {
  return number < 1'000 ? std::to_string(number) : fmt::format("{},{:03}", grouped(number / 1'000), number % 1'000);
}

} // namespace

void status_line::adopt(const std::vector<actors::pool_ptr>& pools) {
  std::set<std::uint64_t> there;
  for (const auto& pool : pools)
    there.insert(pool->number);
  post(control_, [this, there = std::move(there)] {
    std::erase_if(pools_, [&](const auto& known) { return !there.contains(known.first); });
    for (const auto number : there)
      pools_.try_emplace(number);
  });
}

void status_line::publish(std::uint64_t pool, const actors::pool_view_ptr& view) {
  const health seen{static_cast<std::size_t>(std::ranges::count(view->states, actors::health::state::healthy)),
                    view->states.size()};
  post(control_, [this, pool, seen] {
    if (const auto known = pools_.find(pool); known != pools_.end())
      known->second = seen;
  });
}

std::string status_line::text(std::uint32_t requests, bool reload_refused) const {
  health sum;
  for (const auto& [number, one] : pools_)
    sum = {sum.healthy + one.healthy, sum.all + one.all};
  return fmt::format("{} of {} backends healthy, {} requests/s{}", sum.healthy, sum.all, grouped(rounded(requests)),
                     reload_refused ? "; the last reload was refused" : "");
}

} // namespace loadex
