#pragma once

#include "actors/balancing/plan.hpp"
#include "config/algorithm.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

/// Pure decisions: no actor, no socket, no clock.
namespace loadex::actors::balancing {

/// What a choice may depend on.
struct query {
  std::string_view key{};     // what the hash algorithms go by; empty if the request has none
  std::uint64_t affinity = 0; // the tag that the client's cookie brings; 0: none
  std::span<const backend_id> tried{};
  /// This worker's opened minus closed requests that the backend actors have not been told yet, by index in the
  /// candidates, and all of them together.
  std::span<const std::int32_t> unsent{};
  std::int64_t unsent_in_all = 0;
  bool repeatable = true; // if it fails it can be sent to another backend

  bool has_tried(backend_id id) const noexcept { return std::ranges::find(tried, id) != tried.end(); }

  /// The requests that are with candidate `index` now, as far as this worker knows: exact for its own, for those of the
  /// other workers as of their last turn through their event loops.
  std::int64_t load_of(const candidate& c, std::size_t index) const noexcept {
    const std::int64_t published = c.live_load->in_flight.load(std::memory_order_relaxed);
    return std::max<std::int64_t>(0, published + (index < unsent.size() ? unsent[index] : 0));
  }
};

/// An algorithm with its state for one worker. Confined to that worker's thread.
class strategy {
public:
  virtual ~strategy() = default;

  /// Takes over a new plan, which outlives the next call of adopt().
  virtual void adopt(const plan& newest) = 0;

  /// The index of the next target in the plan's first tier that is not among `ask.tried`; none if there is no other.
  virtual std::optional<std::size_t> pick(const query& ask) = 0;

  /// What is compared to choose, for people to see: of two candidates of the first tier the one with the lower score
  /// goes first. None where nothing is compared.
  virtual std::optional<double> score(std::size_t index, const query& ask) const = 0;
};

/// The turns taken so far, counted by all workers together: one relaxed increment a pick is what it costs that requests
/// alternate exactly, whichever worker they come to.
using shared_turns = std::shared_ptr<std::atomic<std::uint64_t>>;

/// Makes the strategy for `which`; equal seeds make equal choices.
std::unique_ptr<strategy> make_strategy(config::algorithm which, std::uint64_t seed, shared_turns turns);

/// The first candidate from index `start` on, around the tier, that has not been tried.
std::optional<std::size_t> untried_from(std::size_t start, std::span<const candidate> tier, const query& ask);

} // namespace loadex::actors::balancing
