#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Chooses from the newest plan, whatever its algorithm: first the backend that the client's cookie names, then whom
/// the algorithm picks, and when all of those were tried, one of the reserve. Whoever is restrained (at its limit, on
/// trial, eased) is passed over where it should be, for the algorithm to pick another. Confined to one worker's thread.
class chooser {
public:
  chooser(std::uint64_t seed, shared_turns turns);

  /// Takes over a new plan, which outlives the next call of adopt().
  void adopt(const plan& newest);

  /// An index in the candidates of the newest plan; none if no backend is available that has not been tried.
  std::optional<std::size_t> pick(const query& ask);

  /// See strategy::score(); none outside the first tier.
  std::optional<double> score(std::size_t index, const query& ask) const;

private:
  /// Why a candidate is passed over.
  enum class restraint { none, limit, trial, share };

  std::optional<std::size_t> pick_any(const query& ask);
  std::optional<std::size_t> pick_with_restraint(const query& ask);
  restraint restraint_of(std::size_t choice, const query& ask);

  const std::uint64_t seed_;
  const shared_turns turns_;
  std::unique_ptr<strategy> algorithm_;
  const plan* plan_ = nullptr;
  random_source random_;
};

} // namespace loadex::actors::balancing
