#include "actors/balancing/consistent_hash.hpp"

#include "actors/balancing/hash.hpp"

namespace loadex::actors::balancing {

std::optional<std::size_t> consistent_hash::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  const std::uint64_t key = ask.key.empty() ? hash_of(random_.bits(), 0) : hash_of(ask.key);
  const auto tier = plan_->first_tier();
  const auto untried = [&](std::size_t index) { return !ask.has_tried(tier[index].id); };
  if (plan_->load_bound == 0)
    return plan_->ring.find(key, untried);
  const auto choice = plan_->ring.find(key, [&](std::size_t index) { return untried(index) && has_room(index, ask); });
  return choice ? choice : plan_->ring.find(key, untried); // loads move while we look
}

/// Whether one more request leaves the candidate within its share of all of them, and the bound above it.
bool consistent_hash::has_room(std::size_t index, const query& ask) const noexcept {
  constexpr std::int64_t whole = 100; // %
  const auto& c = plan_->first_tier()[index];
  const auto in_all = plan_->load->load(std::memory_order_relaxed) + ask.unsent_in_all + 1;
  // load < in_all * weight / first_tier_weight * (100 % + bound), compared without dividing
  return ask.load_of(c, index) * static_cast<std::int64_t>(plan_->first_tier_weight) * whole <
         in_all * c.weight * (whole + plan_->load_bound);
}

std::optional<double> consistent_hash::score(std::size_t index, const query& ask) const {
  if (ask.key.empty())
    return std::nullopt;
  const auto chosen = plan_->ring.find(hash_of(ask.key), [](std::size_t) { return true; });
  return chosen == index ? 0 : 1;
}

} // namespace loadex::actors::balancing
