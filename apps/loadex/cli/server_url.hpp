#pragma once

#include "base/expected.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::cli {

/// Where a server listens: `http://host[:port]`.
class server_url {
public:
  /// A mistake says what is allowed.
  static base::expected<server_url> parse(std::string_view text);

  /// Name or IP literal, IPv6 without its brackets.
  const std::string& host() const noexcept { return host_; }

  /// 1..65535; 80 where the text had none.
  std::uint16_t port() const noexcept { return port_; }

  /// `host[:port]` as a Host header writes it.
  const std::string& authority() const noexcept { return authority_; }

  /// `http://host[:port]`, without a trailing slash.
  std::string text() const { return "http://" + authority_; }

private:
  std::string host_;
  std::uint16_t port_ = 80;
  std::string authority_;
};

} // namespace loadex::cli
