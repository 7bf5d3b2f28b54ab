#pragma once

#include "observability/metrics/duration_counters.hpp"
#include "observability/metrics/exemplar.hpp"
#include "observability/metrics/metric_families.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace loadex::observability {

/// The formats that Prometheus reads: its own text format, and OpenMetrics 1.0.
enum class exposition_format : std::uint8_t { text, openmetrics };

/// As a Content-Type says it.
std::string_view media_type(exposition_format format) noexcept;

/// A label as a series has it: `name="value"`, escaped.
std::string as_label(std::string_view name, std::string_view value);

/// Writes families of metrics in one of the formats. The names of series, their labels and their values are the same in
/// both; see docs/explain/design/0015-metrics-as-they-are-read.md.
class exposition_writer {
public:
  /// Labels made by as_label(), in their order.
  using labels = std::initializer_list<std::string_view>;

  /// Appends to `out`, which outlives it.
  exposition_writer(exposition_format format, std::string& out)
      : format_(format)
      , out_(out) {}

  /// What stands before the series of a family.
  void begin(const family_row& of);

  /// The series that follow are of that family, which somebody else has begun.
  void go_on(const family_row& of) noexcept { name_ = of.name; }

  // One of its series:

  void write(labels of, std::uint64_t value);
  void write(labels of, double value);

  /// `exemplars`: of each bucket, or none at all.
  template <std::size_t N>
  void write(labels of, const std::array<std::uint64_t, N>& bounds, const duration_totals<N>& totals,
             std::span<const std::optional<exemplar>> exemplars = {}) {
    write_histogram(of, bounds, totals.buckets, totals.nanoseconds, exemplars);
  }

  /// What stands behind all families.
  void end();

private:
  void write_histogram(labels of, std::span<const std::uint64_t> bounds, std::span<const std::uint64_t> buckets,
                       std::uint64_t nanoseconds, std::span<const std::optional<exemplar>> exemplars);
  void append_name(std::string_view suffix, labels of, std::string_view le = {});
  void append(const exemplar& one);

  const exposition_format format_;
  std::string& out_;
  std::string_view name_; // of the family
};

} // namespace loadex::observability
