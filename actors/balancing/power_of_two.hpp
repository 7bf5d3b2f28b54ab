#pragma once

#include "actors/balancing/two_choices.hpp"

namespace loadex::actors::balancing {

/// Of two candidates drawn at random the less busy one.
class power_of_two final : public two_choices {
public:
  using two_choices::two_choices;

  /// Requests in flight per unit of weight.
  std::optional<double> score(std::size_t index, const query& ask) const override;
};

} // namespace loadex::actors::balancing
