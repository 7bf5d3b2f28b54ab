#include "actors/balancing/chooser.hpp"

#include "actors/balancing/hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace loadex::actors::balancing {

chooser::chooser(std::uint64_t seed, shared_turns turns)
    : seed_(seed)
    , turns_(std::move(turns))
    , random_(seed + 1) {}

void chooser::adopt(const plan& newest) {
  if (plan_ == nullptr || plan_->which != newest.which)
    algorithm_ = make_strategy(newest.which, seed_, turns_);
  algorithm_->adopt(newest);
  plan_ = &newest;
}

std::optional<std::size_t> chooser::pick(const query& ask) {
  if (plan_ == nullptr)
    return std::nullopt;
  return plan_->restrained ? pick_with_restraint(ask) : pick_any(ask);
}

std::optional<std::size_t> chooser::pick_any(const query& ask) {
  if (ask.affinity != 0)
    if (const auto kept = plan_->tagged(ask.affinity); kept && !ask.has_tried(plan_->all[*kept].id))
      return kept;
  if (const auto choice = algorithm_->pick(ask))
    return choice;
  const auto spare = untried_from(0, plan_->reserve(), ask);
  return spare ? std::optional(plan_->first_tier_size + *spare) : std::nullopt;
}

/// An eased one takes the request all the same if nobody else of its tier does, and one at its limit lets it wait.
std::optional<std::size_t> chooser::pick_with_restraint(const query& ask) {
  std::array<backend_id, config::most_excluded>
      passed_over; // NOLINT(cppcoreguidelines-pro-type-member-init): filled as far as it is read
  auto count = std::min(ask.tried.size(), passed_over.size());
  std::copy_n(ask.tried.begin(), count, passed_over.begin());
  std::optional<std::size_t> eased;
  std::optional<std::size_t> full;
  auto rest = ask;
  while (const auto choice = pick_any(rest)) {
    if (eased.has_value() && *eased < plan_->first_tier_size && *choice >= plan_->first_tier_size)
      break;
    switch (restraint_of(*choice, ask)) {
    case restraint::none:
      return choice;
    case restraint::share:
      eased = eased.has_value() ? eased : choice;
      break;
    case restraint::limit:
      full = full.has_value() ? full : choice;
      break;
    case restraint::trial:
      break;
    }
    if (count == passed_over.size())
      break;
    passed_over[count++] = plan_->all[*choice].id;
    rest.tried = std::span(passed_over).first(count);
  }
  return eased.has_value() ? eased : full;
}

chooser::restraint chooser::restraint_of(std::size_t choice, const query& ask) {
  const auto& c = plan_->all[choice];
  const auto load = c.gated() ? ask.load_of(c, choice) : 0;
  if (c.on_trial && (load > 0 || !ask.repeatable))
    return restraint::trial;
  if (c.limit > 0 && load >= std::int64_t{c.limit})
    return restraint::limit;
  const bool kept = ask.affinity != 0 && plan_->tagged(ask.affinity) == choice;
  if (!c.eased || kept)
    return restraint::none;
  // A key that has come back stays: its lot is always the same.
  const auto lot = ask.key.empty() ? random_.bits() : hash_of(hash_of(ask.key), c.identity);
  return std::ldexp(static_cast<double>(lot), -64) < double{c.live_load->share.load(std::memory_order_relaxed)}
             ? restraint::none
             : restraint::share;
}

std::optional<double> chooser::score(std::size_t index, const query& ask) const {
  return plan_ != nullptr && index < plan_->first_tier_size ? algorithm_->score(index, ask) : std::nullopt;
}

} // namespace loadex::actors::balancing
