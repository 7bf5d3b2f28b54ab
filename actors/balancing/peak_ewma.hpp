#pragma once

#include "actors/balancing/dice.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Of two candidates drawn at random, by weight, the one that is likely to answer sooner: latency, times the requests
/// in flight with it and this one, per unit of weight.
///
/// Peak EWMA, as Finagle and Linkerd balance; latency_estimate says what the latency is. A backend of which nothing is
/// known yet gets one request at a time.
class peak_ewma final : public strategy {
public:
  explicit peak_ewma(std::uint64_t seed)
      : dice_(seed) {}

  void adopt(const plan& newest) override { plan_ = &newest; }
  std::optional<std::size_t> pick(const query& ask) override;

  /// On a logarithmic scale whose zero moves with time.
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  dice dice_;
  const plan* plan_ = nullptr;
};

} // namespace loadex::actors::balancing
