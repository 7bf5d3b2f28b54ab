#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace loadex::cli {

using latency = std::chrono::nanoseconds;

/// The smallest of `sorted` that at least `percent` (over 0, at most 100) of all do not exceed: the nearest rank.
/// Zero if there are none.
latency percentile(std::span<const latency> sorted, double percent);

struct latency_summary {
  latency p50{}, p90{}, p99{}, max{};
};

/// How many requests took as long as that, and longer than the bucket before.
struct latency_bucket {
  latency up_to{};
  std::size_t requests = 0;
};

/// What became of a number of requests.
class traffic_summary {
public:
  /// Counts a response from `who`. `failure` is empty for a good one, else its status in words.
  void add_response(const std::string& who, const std::string& failure, latency took);

  /// Counts a request without response, for which `failure` is the reason.
  void add_failure(const std::string& failure);

  std::size_t total() const noexcept { return latencies_.size() + unanswered_; }
  std::size_t succeeded() const noexcept { return total() - failed_; }
  std::size_t failed() const noexcept { return failed_; }

  /// Responses by who sent them.
  const std::map<std::string, std::size_t>& distribution() const noexcept { return distribution_; }

  /// Failed requests by reason.
  const std::map<std::string, std::size_t>& failures() const noexcept { return failures_; }

  /// Of the requests that were answered.
  latency_summary latencies() const;

  /// The same in buckets of 1, 2 and 5 times each power of ten, from the fastest to the slowest.
  std::vector<latency_bucket> histogram() const;

private:
  std::map<std::string, std::size_t> distribution_;
  std::map<std::string, std::size_t> failures_;
  std::vector<latency> latencies_;
  std::size_t unanswered_ = 0;
  std::size_t failed_ = 0;
};

} // namespace loadex::cli
