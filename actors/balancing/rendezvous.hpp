#pragma once

#include "actors/balancing/strategy.hpp"

namespace loadex::actors::balancing {

/// Keeps a key on its backend: only the keys of a backend that goes move, each to the next in its own order.
///
/// Weighted rendezvous hashing (Thaler and Ravishankar, 1998; Schindelhauer and Schomaker, 2005, for the weights): each
/// candidate scores -weight / ln(h) with h in (0, 1] a hash of key and candidate, and the highest score wins.
class rendezvous final : public strategy {
public:
  /// The part of the query that is the key: `&query::client` or `&query::target`.
  explicit rendezvous(std::string_view query::*key)
      : key_(key) {}

  void adopt(const candidates& pool) override { pool_ = pool; }
  std::optional<std::size_t> pick(const query& ask) override;

private:
  std::string_view query::*key_;
  std::span<const candidate> pool_;
};

} // namespace loadex::actors::balancing
