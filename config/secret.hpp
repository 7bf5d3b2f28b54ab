#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace caf {
class config_value;
}

namespace loadex::config {

/// A token that opens something to whoever knows it. It can be compared, but not read.
class secret {
public:
  static constexpr std::size_t fewest = 16; // characters
  static constexpr std::size_t most = 256;

  secret() = default;

  /// Of `text`, which has so many characters.
  explicit secret(std::string_view text);

  bool is_set() const noexcept { return size_ > 0; }

  /// Whether `said` is it, in a time that does not depend on it. Nothing is one that is not set.
  bool is(std::string_view said) const noexcept;

  bool operator==(const secret&) const = default;

private:
  using characters = std::array<char, most>;

  characters text_{}; // padded, so that every comparison goes over as many
  std::size_t size_ = 0;
};

/// Visible ASCII characters, or nothing. It is told to nobody, also not in what is said about a bad one.
struct secret_codec {
  std::string type() const;
  secret parse(std::string_view text) const;
  secret read(const caf::config_value& value) const;
  std::string print(const secret& value) const;
};

} // namespace loadex::config
