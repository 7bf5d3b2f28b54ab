#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

#include <utility>

namespace loadex::actors::balancing {

/// Of two candidates drawn at random, by weight, the one with the lower score; of equals the one drawn first.
///
/// The power of two choices (Mitzenmacher, 1996): nearly as even as looking at all of them, at the cost of two; and as
/// not everybody looks at the same one, a backend that has just become idle is not rushed at.
class two_choices : public strategy {
public:
  explicit two_choices(std::uint64_t seed)
      : random_(seed) {}

  void adopt(const plan& newest) final { plan_ = &newest; }
  std::optional<std::size_t> pick(const query& ask) final;

protected:
  const candidate& at(std::size_t index) const noexcept { return plan_->all[index]; }

private:
  /// Two that have not been tried; the same one twice if there is no other; none if there is none at all.
  std::optional<std::pair<std::size_t, std::size_t>> draw_two(const query& ask);

  random_source random_;
  const plan* plan_ = nullptr;
};

} // namespace loadex::actors::balancing
