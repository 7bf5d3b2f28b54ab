#include "observability/traffic/traffic_history.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace loadex::observability {

namespace {

constexpr std::size_t few = 250;            // backends that are admitted at a time
constexpr unsigned half_a_minute = 30;      // seconds
constexpr std::size_t overhead_of_one = 64; // bytes of the heap's own for one backend or pool

/// So long that no more than `fine` of them end in a second.
unsigned step_for(std::size_t count, std::size_t fine) {
  return static_cast<unsigned>(std::bit_ceil(std::max<std::size_t>(1, (count + fine - 1) / fine)));
}

} // namespace

traffic_history::backend_traffic::backend_traffic(backend_to_watch which, unsigned seconds_a_step,
                                                  std::shared_ptr<const per_worker<request_shard>> of)
    : who(std::move(which))
    , traffic(seconds_a_step, errors_kept::as_one, totals_of(*of))
    , counted(std::move(of))
    , newer(totals_of(*counted).durations)
    , older(newer) {}

traffic_history::pool_traffic::pool_traffic(std::uint64_t which, std::string called, unsigned seconds_a_step,
                                            std::shared_ptr<const per_worker<traffic_meter>> of)
    : number(which)
    , name(std::move(called))
    , traffic(seconds_a_step, errors_kept::by_reason, totals_of(*of))
    , counted(std::move(of)) {}

traffic_history::traffic_history(request_metrics& counted)
    : counted_(counted)
    , all_(1, errors_kept::by_reason, totals_of(counted.all())) {}

void traffic_history::adopt(std::span<const std::pair<std::uint64_t, std::string>> pools) {
  const auto is_there = [&](const pool_traffic& one) {
    return std::ranges::find(pools, one.number, [](const auto& p) { return p.first; }) != pools.end();
  };
  std::erase_if(pools_, std::not_fn(is_there));
  const auto step = step_for(std::min(pools.size(), most_pools), fine_pools);
  for (auto& one : pools_)
    one.traffic.coarsen_to(step);
  for (const auto& [number, name] : pools)
    if (pools_.size() < most_pools && std::ranges::find(pools_, number, &pool_traffic::number) == pools_.end())
      pools_.emplace_back(number, name, step, counted_.pool(name));
}

void traffic_history::adopt(std::uint64_t pool, std::span<const backend_to_watch> backends) {
  const auto of = std::ranges::find(pools_, pool, &pool_traffic::number);
  if (of == pools_.end())
    return;
  std::vector<backend_ptr> stay;
  of->newcomers.clear();
  auto known = of->backends.begin();
  for (const auto& who : backends) { // both are in the order of ids
    while (known != of->backends.end() && (*known)->who.id < who.id)
      ++known;
    if (known != of->backends.end() && (*known)->who.id == who.id)
      stay.push_back(std::move(*known++));
    else
      of->newcomers.push_back(who);
  }
  of->backends = std::move(stay);
  const auto step = backend_step();
  for (auto& one : pools_)
    for (const auto& b : one.backends)
      b->traffic.coarsen_to(step);
}

bool traffic_history::admit_some() {
  const auto step = backend_step();
  std::size_t there = 0;
  for (const auto& one : pools_)
    there += one.backends.size();
  std::size_t admitted = 0;
  for (auto& one : pools_)
    for (; !one.newcomers.empty(); one.newcomers.pop_front()) {
      if (there + admitted == most)
        return false;
      if (admitted++ == few)
        return true;
      auto& who = one.newcomers.front();
      auto counted = counted_.backend(one.name, who.url);
      one.backends.push_back(std::make_shared<backend_traffic>(std::move(who), step, std::move(counted)));
    }
  return false;
}

/// For those that are there and those that wait.
unsigned traffic_history::backend_step() const noexcept {
  std::size_t count = 0;
  for (const auto& one : pools_)
    count += one.backends.size() + one.newcomers.size();
  return step_for(std::min(count, most), fine);
}

void traffic_history::tick(watched_traffic::time now) {
  ++second_;
  std::int64_t in_flight = 0;
  for (auto& one : pools_)
    in_flight += look_at(one, now);
  all_.end_step(now, totals_of(counted_.all()), in_flight);
}

/// Returns how many requests are with its backends.
std::int64_t traffic_history::look_at(pool_traffic& one, watched_traffic::time now) {
  std::int64_t in_flight = 0;
  for (const auto& b : one.backends) {
    in_flight += b->who.in_flight->load(std::memory_order_relaxed);
    if (b->traffic.is_due(second_, b->who.id))
      look_at(*b, now);
  }
  if (one.traffic.is_due(second_, one.number))
    one.traffic.end_step(now, totals_of(*one.counted), in_flight);
  return in_flight;
}

void traffic_history::look_at(backend_traffic& one, watched_traffic::time now) {
  const auto so_far = totals_of(*one.counted);
  one.traffic.end_step(now, so_far, one.who.in_flight->load(std::memory_order_relaxed));
  one.newer_for += one.traffic.track().seconds_a_step();
  if (one.newer_for < half_a_minute)
    return;
  one.newer_for = 0;
  one.older = one.newer;
  one.newer = so_far.durations;
}

const traffic_history::pool_traffic* traffic_history::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(pools_, name, &pool_traffic::name);
  return found == pools_.end() ? nullptr : &*found;
}

const traffic_history::backend_traffic* traffic_history::find(std::string_view pool,
                                                              std::uint32_t backend) const noexcept {
  const auto* of = find(pool);
  if (of == nullptr)
    return nullptr;
  const auto found = std::ranges::lower_bound(of->backends, backend, {}, [](const auto& b) { return b->who.id; });
  return found == of->backends.end() || (*found)->who.id != backend ? nullptr : found->get();
}

std::optional<backend_summary> traffic_history::summary_of(std::string_view pool, std::uint32_t backend) const {
  const auto* of = find(pool, backend);
  if (of == nullptr)
    return std::nullopt;
  const auto& one = *of;
  const auto so_far = totals_of(*one.counted);
  backend_summary told;
  one.counted->visit([&](const request_shard& shard) { told.requests += shard.total(); });
  told.errors = total_of(so_far.failures);
  told.took = percentiles_between(one.older, so_far.durations);
  return told;
}

std::size_t traffic_history::memory() const {
  auto bytes = all_.memory();
  for (const auto& one : pools_) {
    bytes += one.traffic.memory() + sizeof(one) + one.name.capacity() + one.backends.capacity() * sizeof(backend_ptr);
    for (const auto& b : one.backends)
      bytes += b->traffic.memory() + sizeof(*b) + b->who.url.capacity() + overhead_of_one;
  }
  return bytes;
}

} // namespace loadex::observability
