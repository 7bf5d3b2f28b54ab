#pragma once

#include "net/http/head.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace loadex::net::http1 {

/// What the `Connection` lines of a message say (RFC 9110 section 7.6.1).
class connection_options {
public:
  /// More header names than this make a message malformed: no one sends so many, and every header is compared with
  /// each.
  static constexpr std::size_t name_limit = 16;

  connection_options() = default;

  /// Of all lines in `headers`.
  explicit connection_options(const std::vector<http::header>& headers);

  /// Adds the value of one line.
  void add(std::string_view value);

  bool close() const noexcept { return close_; }
  bool keep_alive() const noexcept { return keep_alive_; }
  bool upgrade() const noexcept { return upgrade_; }
  bool too_many() const noexcept { return too_many_; }

  /// Whether a message of this HTTP version leaves the connection open.
  bool persistent(unsigned version) const noexcept { return !close_ && (version >= 11 || keep_alive_); }

  /// Whether the header called `name` is meant for this hop only.
  bool lists(std::string_view name) const noexcept { return names_ && is_among(*names_, name); }

private:
  using names = std::array<std::string_view, name_limit>;

  void note(std::string_view name);
  bool is_among(const names& listed, std::string_view name) const noexcept;

  bool close_ = false;
  bool keep_alive_ = false;
  bool upgrade_ = false;
  bool too_many_ = false;
  std::size_t count_ = 0;
  std::optional<names> names_; // so many of them; hardly a message has any
};

} // namespace loadex::net::http1
