#include "actors/balancing/weighted_round_robin.hpp"

#include <algorithm>
#include <numeric>

namespace loadex::actors::balancing {

namespace {

/// One unit of virtual time. Large, so that dividing it by a weight loses nothing that counts.
constexpr std::uint64_t unit = std::uint64_t{1} << 40;

constexpr std::uint64_t stride(std::uint32_t weight) noexcept {
  return unit / weight;
}

} // namespace

weighted_round_robin::weighted_round_robin(std::uint64_t seed)
    : random_(seed) {}

bool weighted_round_robin::later(std::uint32_t a, std::uint32_t b) const noexcept {
  return static_cast<std::int64_t>(turns_[a].due - turns_[b].due) > 0;
}

/// Somewhere within the first stride: newcomers neither rush in together nor fall into step.
weighted_round_robin::moment weighted_round_robin::first_due(std::uint32_t weight) {
  return now_ + (random_.bits() & (unit - 1)) / weight;
}

void weighted_round_robin::adopt(const plan& newest) {
  const auto pool = newest.first_tier();
  former_.swap(turns_);
  turns_.clear();
  turns_.reserve(pool.size());
  auto known = former_.begin();
  for (const auto& c : pool) { // both are in the order of ids
    known = std::find_if(known, former_.end(), [&](const turn& t) { return t.id >= c.id; });
    const bool stays = known != former_.end() && known->id == c.id && known->weight == c.weight;
    turns_.push_back({c.id, c.weight, stays ? known->due : first_due(c.weight)});
  }
  queue_.resize(turns_.size());
  std::iota(queue_.begin(), queue_.end(), 0);
  std::ranges::make_heap(queue_, [this](auto a, auto b) { return later(a, b); });
}

std::optional<std::size_t> weighted_round_robin::pick(const query& ask) {
  std::optional<std::size_t> choice;
  while (!choice && !queue_.empty()) {
    std::ranges::pop_heap(queue_, [this](auto a, auto b) { return later(a, b); });
    const std::uint32_t earliest = queue_.back();
    queue_.pop_back();
    if (ask.has_tried(turns_[earliest].id))
      passed_over_.push_back(earliest);
    else
      choice = earliest;
  }
  if (choice)
    now_ = turns_[*choice].due;
  for (auto index : passed_over_) { // their turn is still to come: next, and not as often as they have missed it
    if (choice)
      turns_[index].due = now_;
    requeue(index);
  }
  passed_over_.clear();
  if (choice) {
    turn& taken = turns_[*choice];
    taken.due += stride(taken.weight);
    requeue(static_cast<std::uint32_t>(*choice));
  }
  return choice;
}

std::optional<double> weighted_round_robin::score(std::size_t index, const query& /*ask*/) const {
  return static_cast<double>(static_cast<std::int64_t>(turns_[index].due - now_)) / static_cast<double>(unit);
}

void weighted_round_robin::requeue(std::uint32_t index) {
  queue_.push_back(index);
  std::ranges::push_heap(queue_, [this](auto a, auto b) { return later(a, b); });
}

} // namespace loadex::actors::balancing
