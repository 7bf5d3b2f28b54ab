#pragma once

#include "config/algorithm.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Pure decisions: no actor, no socket, no clock.
namespace loadex::actors::balancing {

/// Names a backend for the daemon's life; never used twice.
using backend_id = std::uint32_t;

/// A backend that may be chosen now, as a strategy sees it.
struct candidate {
  backend_id id = 0;
  std::uint32_t weight = 1;                             // 1 or more
  std::uint64_t identity = 0;                           // hash of its URL: the same in every process
  const std::atomic<std::int32_t>* in_flight = nullptr; // published by its backend actor; outlives the candidate
};

/// The available backends in order of addition, which is that of their ids: immutable and shared by all workers.
using candidates = std::vector<candidate>;

/// What a choice may depend on.
struct query {
  std::string_view client{}; // the client's address
  std::string_view target{}; // path and query of the request
  std::span<const backend_id> tried{};
  /// This worker's opened minus closed requests that the backend actors have not been told yet, by index in the
  /// candidates.
  std::span<const std::int32_t> unsent{};

  bool has_tried(backend_id id) const noexcept {
    for (auto t : tried)
      if (t == id)
        return true;
    return false;
  }
};

/// An algorithm with its state for one worker. Confined to that worker's thread.
class strategy {
public:
  virtual ~strategy() = default;

  /// Takes over a new set of candidates, which outlives the next call of adopt().
  virtual void adopt(const candidates& pool) = 0;

  /// The index in the candidates of the next target that is not among `ask.tried`; none if there is no other.
  virtual std::optional<std::size_t> pick(const query& ask) = 0;
};

/// The turns taken so far, counted by all workers together: one relaxed increment a pick is what it costs that requests
/// alternate exactly, whichever worker they come to.
using shared_turns = std::shared_ptr<std::atomic<std::uint64_t>>;

/// Makes the strategy for `which`; equal seeds make equal choices.
std::unique_ptr<strategy> make_strategy(config::algorithm which, std::uint64_t seed, shared_turns turns);

} // namespace loadex::actors::balancing
