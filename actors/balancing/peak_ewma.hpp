#pragma once

#include "actors/balancing/two_choices.hpp"

namespace loadex::actors::balancing {

/// Of two candidates drawn at random the one that is likely to answer sooner: latency, times the requests in flight
/// with it and this one, per unit of weight.
///
/// Peak EWMA, as Finagle and Linkerd balance; latency_estimate says what the latency is. A backend of which nothing is
/// known yet gets one request at a time.
class peak_ewma final : public two_choices {
public:
  using two_choices::two_choices;

  /// On a logarithmic scale whose zero moves with time.
  std::optional<double> score(std::size_t index, const query& ask) const override;
};

} // namespace loadex::actors::balancing
