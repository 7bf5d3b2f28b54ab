#pragma once

#include "base/expected.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace loadex::cli {

/// A backend as people name it: by its id in the pool, or by its URL.
class backend_name {
public:
  /// A mistake says what is allowed.
  static base::expected<backend_name> parse(std::string_view text);

  /// Whether it means the backend of that id and URL, however the URL is spelt.
  bool means(std::uint64_t id, std::string_view url) const;

  /// As it was written.
  const std::string& text() const noexcept { return text_; }

private:
  /// What a URL names.
  struct place {
    bool secure = false; // https
    std::string host;    // in its one spelling
    std::uint16_t port = 0;

    bool operator==(const place&) const = default;
  };

  static std::optional<place> place_of(std::string_view url);

  std::string text_;
  std::variant<std::uint64_t, place> which_;
};

} // namespace loadex::cli
