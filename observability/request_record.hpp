#pragma once

#include "base/reason.hpp"
#include "observability/failure_log.hpp"
#include "observability/request_metrics.hpp"

#include <chrono>
#include <string_view>

namespace loadex::observability {

/// What is known of one request: filled on its way, handed over once, at its end. The texts are slices of its head.
struct request_record {
  using time = std::chrono::steady_clock::time_point;

  time begun;                               // when its head had been read
  time ended;                               // when its answer had been sent, or nobody was left to send it to
  failure_log::asked what{};                // empty if its head was not understood
  std::string_view client{};                // its address
  unsigned status = 0;                      // 499 if nobody has received an answer
  base::reason failed = base::reason::none; // by no fault of a backend: those are told at once (see attempt_failed())
  request_shard* with = nullptr;            // of the backend that it was with when it failed; null if with none
  request_shard* answered_by = nullptr;     // of the backend whose answer went out; null if it was ours
  request_shard* pool = nullptr;            // of its pool, for what no backend has to do with; null if it came to none
  request_counts* route = nullptr;          // of the route that took it; null if that has no name
};

/// Counts and logs the requests of one worker and what failed on their way: the one place where that is done. Its
/// worker's thread only.
class request_recorder {
public:
  /// `unanswered`: where requests count that have come to no pool.
  explicit request_recorder(std::shared_ptr<request_shard> unanswered)
      : unanswered_(std::move(unanswered)) {}

  /// The request has ended.
  void ended(const request_record& request);

  /// An attempt has failed by the fault of a backend, or of its answer: told at once, since the request may go on for
  /// long elsewhere.
  void attempt_failed(request_shard& at, std::string_view backend, const failure_log::asked& what, base::reason why);

  /// The answer of a backend has a status that counts as a failure.
  void status_unexpected(request_shard& at) { at.failed(base::reason::status_unexpected); }

  /// A new second begins.
  void renew() { failures_.renew(); }

private:
  const std::shared_ptr<request_shard> unanswered_;
  failure_log failures_;
};

} // namespace loadex::observability
