#include "actors/balancing/moved_keys.hpp"

#include "actors/balancing/plan.hpp"
#include "actors/balancing/strategy.hpp"

#include <string>
#include <utility>

namespace loadex::actors::balancing {

namespace {

/// What of a request the choice goes by, such as `header Host`; empty if there is nothing.
std::string key_of(const choice_among& choice) {
  switch (config::describe(choice.which).key) {
  case config::hash_key::none:
    return {};
  case config::hash_key::client:
    return "client";
  case config::hash_key::target:
    return "target";
  case config::hash_key::header:
    return "header " + choice.how.hash_header;
  case config::hash_key::cookie:
    return "cookie " + choice.how.hash_cookie;
  }
  return {};
}

/// Who gets a request of that key.
class table {
public:
  explicit table(choice_among from)
      : by_(make_strategy(from.which, 0, {})) {
    from.how.hash_load_bound = 0;
    plan_ = make_plan(from.which, from.how, std::move(from.all), from.first_tier_size, {});
    by_->adopt(plan_);
  }

  /// By its identity; 0: nobody.
  std::uint64_t owner_of(const std::string& key) const {
    const auto found = by_->pick({.key = key});
    return found ? plan_.all[*found].identity : 0;
  }

private:
  plan plan_;
  const std::unique_ptr<strategy> by_;
};

} // namespace

std::optional<double> share_of_keys_moved(choice_among before, choice_among after) {
  const auto key_before = key_of(before);
  const auto key_after = key_of(after);
  if (key_before.empty() || key_after.empty() || before.first_tier_size == 0 || after.first_tier_size == 0)
    return std::nullopt;
  const std::string other = key_before == key_after ? "" : "other"; // the same request has two keys then
  const table was(std::move(before));
  const table is(std::move(after));
  std::size_t moved = 0;
  for (std::size_t i = 0; i < keys_sampled; ++i) {
    const auto key = std::to_string(i);
    moved += was.owner_of(key) != is.owner_of(other + key) ? 1U : 0U;
  }
  return static_cast<double>(moved) / keys_sampled;
}

} // namespace loadex::actors::balancing
