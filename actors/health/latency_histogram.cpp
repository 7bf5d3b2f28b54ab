#include "actors/health/latency_histogram.hpp"

#include <algorithm>
#include <bit>

namespace loadex::actors::health {

namespace {

constexpr std::uint64_t fewest = 50;

/// The size's highest bit and the two below it.
std::size_t bucket_of(std::uint64_t microseconds) {
  const std::uint64_t value = microseconds + 4;
  const auto octave = static_cast<std::size_t>(std::bit_width(value)) - 3; // of the two bits below the highest
  return 4 * octave + ((value >> octave) & 3);
}

/// The largest latency of a bucket.
std::chrono::microseconds upper_end(std::size_t bucket) {
  const auto octave = bucket / 4;
  return std::chrono::microseconds(((4 + bucket % 4 + 1) << octave) - 5);
}

} // namespace

void latency_histogram::add(std::chrono::microseconds latency) noexcept {
  const auto bucket = bucket_of(static_cast<std::uint64_t>(std::max<std::int64_t>(0, latency.count())));
  buckets_[std::min(bucket, bucket_count - 1)].fetch_add(1, std::memory_order_relaxed);
}

bool latency_histogram::has_enough() const noexcept {
  std::uint64_t total = 0;
  for (const auto& bucket : buckets_)
    total += bucket.load(std::memory_order_relaxed);
  return total >= fewest;
}

std::optional<std::chrono::microseconds> latency_histogram::take_99th_percentile() noexcept {
  std::array<std::uint32_t, bucket_count> counts{};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < bucket_count; ++i)
    total += counts[i] = buckets_[i].load(std::memory_order_relaxed);
  if (total < fewest)
    return std::nullopt;
  for (std::size_t i = 0; i < bucket_count; ++i)
    buckets_[i].fetch_sub(counts[i], std::memory_order_relaxed);
  std::uint64_t above = total / 100; // that may be
  std::size_t bucket = bucket_count - 1;
  while (counts[bucket] <= above)
    above -= counts[bucket--];
  return upper_end(bucket);
}

} // namespace loadex::actors::health
