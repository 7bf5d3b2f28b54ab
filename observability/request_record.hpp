#pragma once

#include "base/reason.hpp"
#include "observability/failure_log.hpp"
#include "observability/metrics/request_metrics.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace loadex::observability {

/// What a client has agreed on whose connection is encrypted.
struct tls_words {
  std::string_view version; // `TLSv1.3`
  std::string_view cipher;
  std::string_view host;   // that it has asked for then; empty: none
  std::string_view client; // `verified`, as its certificate has been, or `none`
};

/// What is known of one request: filled on its way, handed over once, at its end. The texts live that long.
struct request_record {
  using time = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  time begun;                               // when its head had been read
  time ended;                               // when its answer had been sent, or nobody was left to send it to
  failure_log::asked what{};                // empty if its head was not understood
  std::string_view client{};                // its address
  unsigned status = 0;                      // 499 if nobody has received an answer
  base::reason failed = base::reason::none; // by no fault of a backend: those are told at once (see attempt_failed())
  std::string_view detail{};                // why, for people; mostly empty: the reason says it
  request_shard* with = nullptr;            // of the backend that it was with when it failed; null if with none
  request_shard* answered_by = nullptr;     // of the backend whose answer went out; null if it was ours
  request_shard* pool = nullptr;            // of its pool, for what no backend has to do with; null if it came to none
  request_counts* route = nullptr;          // of the route that took it; null if that has no name

  // What only the access log tells.
  base::reason why = base::reason::none; // it was not answered as a backend would have, by whosever fault
  std::string_view listener{};
  std::string_view route_name{};
  std::string_view pool_name{};
  std::string_view backend{};     // URL of the latest that it was with
  std::string_view request_id{};  // ours; it may have brought its own
  std::string_view traceparent{}; // as the backend has got it
  const tls_words* tls = nullptr; // null: it has come without
  unsigned attempts = 0;          // at a backend; one more on another connection counts, too
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t body_out = 0; // of bytes_out
  duration queued{};          // waiting for a place at a backend
  duration connecting{};
  time tried{};    // when the latest attempt began
  time answered{}; // when the head of a backend's answer was whole; begin of time: none has been
};

/// Counts and logs the requests of one worker and what failed on their way: the one place where that is done. Its
/// worker's thread only.
class request_recorder {
public:
  /// `unanswered`: where requests count that have come to no pool.
  explicit request_recorder(std::shared_ptr<request_shard> unanswered)
      : unanswered_(std::move(unanswered)) {}

  /// The request has ended. Returns whether an exemplar of those like it is wanted: see show().
  bool ended(const request_record& request);

  /// It is the exemplar, by that id, for a second at least.
  void show(const request_record& request, std::string_view request_id);

  /// An attempt has failed by the fault of a backend, or of its answer: told at once, since the request may go on for
  /// long elsewhere.
  void attempt_failed(request_shard& at, std::string_view backend, const failure_log::asked& what, base::reason why);

  /// The answer of a backend has a status that counts as a failure.
  void status_unexpected(request_shard& at) { at.failed(base::reason::status_unexpected); }

  /// A new second begins.
  void renew() {
    failures_.renew();
    ++second_;
  }

private:
  const std::shared_ptr<request_shard> unanswered_;
  failure_log failures_;
  exemplar_holder* like_latest_ = nullptr; // where requests like the latest have their exemplar
  std::uint32_t second_ = 1;
};

} // namespace loadex::observability
