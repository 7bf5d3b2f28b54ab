#include "actors/balancing/chooser.hpp"

#include <utility>

namespace loadex::actors::balancing {

chooser::chooser(std::uint64_t seed, shared_turns turns)
    : seed_(seed)
    , turns_(std::move(turns)) {}

void chooser::adopt(const plan& newest) {
  if (plan_ == nullptr || plan_->which != newest.which)
    algorithm_ = make_strategy(newest.which, seed_, turns_);
  algorithm_->adopt(newest);
  plan_ = &newest;
}

std::optional<std::size_t> chooser::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  if (ask.affinity != 0)
    if (const auto kept = plan_->tagged(ask.affinity); kept && !ask.has_tried(plan_->all[*kept].id))
      return kept;
  if (const auto choice = algorithm_->pick(ask))
    return choice;
  const auto spare = untried_from(0, plan_->reserve(), ask);
  return spare ? std::optional(plan_->first_tier_size + *spare) : std::nullopt;
}

std::optional<double> chooser::score(std::size_t index, const query& ask) const {
  return plan_ != nullptr && index < plan_->first_tier_size ? algorithm_->score(index, ask) : std::nullopt;
}

} // namespace loadex::actors::balancing
