#pragma once

#include "base/expected.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::cli {

/// Where to begin among the events: after one of them, or at a time.
struct point_in_events {
  std::uint64_t id = 0; // of the last that is not wanted
  std::string time{};   // RFC 3339, UTC, whole seconds; empty: whenever

  /// Reads an id, or how long ago, such as `10m`; an empty text is the beginning. A mistake says what is allowed.
  static base::expected<point_in_events> parse(std::string_view text);

  bool is_a_time() const noexcept { return !time.empty(); }

  /// Whether what happened then (RFC 3339, UTC) is not before this.
  bool is_before(std::string_view then) const { return then.substr(0, time.size()) >= time; }
};

} // namespace loadex::cli
