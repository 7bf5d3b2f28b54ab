#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caf {
class config_value;
}

/// The codecs of quantities that carry a unit.
namespace loadex::config {

/// Whole milliseconds within bounds, written with a unit: `500ms`, `2s`, `10min`, `1h`.
struct duration_codec {
  std::chrono::milliseconds least;
  std::chrono::milliseconds most;

  std::string type() const;
  std::chrono::milliseconds parse(std::string_view text) const;
  std::chrono::milliseconds read(const caf::config_value& value) const;
  std::string print(std::chrono::milliseconds value) const;

private:
  std::chrono::milliseconds checked(std::chrono::nanoseconds value) const;
};

/// Bytes within bounds, written with a unit: `512B`, `32KiB`, `1MiB`.
struct size_codec {
  std::uint64_t least;
  std::uint64_t most;

  std::string type() const;
  std::uint64_t parse(std::string_view text) const;
  std::uint64_t read(const caf::config_value& value) const;
  std::string print(std::uint64_t value) const;
};

/// The duration that `text` writes, such as `2s`; none if it writes none or is beyond 292 years.
std::optional<std::chrono::nanoseconds> duration_from(std::string_view text);

} // namespace loadex::config
