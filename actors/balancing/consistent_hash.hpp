#pragma once

#include "actors/balancing/random_source.hpp"
#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Keeps a key on its backend: only the keys of a backend that goes move. Requests without a key are spread at random.
///
/// With a load bound (Mirrokni, Thorup and Zadimoghaddam, 2016) a backend that has that much more than its share of the
/// requests in flight takes no more, and the key goes to whom it would go without that backend.
class consistent_hash final : public strategy {
public:
  explicit consistent_hash(std::uint64_t seed)
      : random_(seed) {}

  void adopt(const plan& newest) override { plan_ = &newest; }
  std::optional<std::size_t> pick(const query& ask) override;
  std::optional<double> score(std::size_t index, const query& ask) const override;

private:
  bool has_room(std::size_t index, const query& ask) const noexcept;

  random_source random_;
  const plan* plan_ = nullptr;
};

} // namespace loadex::actors::balancing
