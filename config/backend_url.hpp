#pragma once

#include "base/expected.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::config {

/// Where a backend listens: `http://host[:port]`, or `https` where it speaks TLS, checked and normalised.
/// Two URLs that name the same place compare equal.
class backend_url {
public:
  /// Parses `text`; a bare `host:port` is refused, as are user info, a query, a fragment and a path other than
  /// `/`. A mistake says what is wrong and what is allowed, without naming `text` itself.
  static base::expected<backend_url> parse(std::string_view text);

  /// Lower-case host name or IP literal, IPv6 without its brackets.
  const std::string& host() const noexcept { return host_; }

  /// It speaks TLS.
  bool is_secure() const noexcept { return secure_; }

  /// 1..65535; 80 where the text had none, or 443.
  std::uint16_t port() const noexcept { return port_; }

  /// `http://host[:port]`, or `https`, as it was written, without a trailing slash: the backend's name in logs, metrics
  /// and the API.
  const std::string& text() const noexcept { return text_; }

  /// `host:port` as a Host header writes it (IPv6 in brackets).
  std::string authority() const;

  friend bool operator==(const backend_url& a, const backend_url& b) noexcept {
    return a.port_ == b.port_ && a.secure_ == b.secure_ && a.host_ == b.host_;
  }

private:
  std::string host_;
  bool secure_ = false;
  std::uint16_t port_ = 80;
  std::string text_;
};

} // namespace loadex::config
