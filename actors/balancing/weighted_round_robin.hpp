#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Takes the candidates in turn, the heavier ones more often and evenly spread.
///
/// Stride scheduling (Waldspurger and Weihl, 1995): in each unit of virtual time a candidate has as many turns as its
/// weight, at equal distances; the earliest turn is taken. A heap finds it in O(log n).
class weighted_round_robin final : public strategy {
public:
  explicit weighted_round_robin(std::uint64_t seed);

  void adopt(const plan& newest) override;
  std::optional<std::size_t> pick(const query& ask) override;

  /// The virtual time until its turn.
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  /// Virtual time. It wraps around, so two moments are compared by their distance.
  using moment = std::uint64_t;

  struct turn {
    backend_id id;
    std::uint32_t weight;
    moment due;
  };

  bool later(std::uint32_t a, std::uint32_t b) const noexcept;
  moment first_due(std::uint32_t weight);
  void requeue(std::uint32_t index);

  random_source random_;
  moment now_ = 0;
  std::vector<turn> turns_;                // by index in the candidates
  std::vector<turn> former_;               // before the newest plan: its memory is used again, since to get so much at
                                           // once may take a millisecond
  std::vector<std::uint32_t> queue_;       // a heap of such indices: the earliest turn first
  std::vector<std::uint32_t> passed_over_; // of the current pick: tried already
};

} // namespace loadex::actors::balancing
