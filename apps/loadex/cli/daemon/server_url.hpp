#pragma once

#include "base/expected.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::cli {

/// Where a server listens: `http://host[:port]`, `https://host[:port]`, or `unix:/path` for a socket of this machine.
class server_url {
public:
  /// A mistake says what is allowed.
  static base::expected<server_url> parse(std::string_view text);

  /// Name or IP literal, IPv6 without its brackets; `localhost` of a local socket.
  const std::string& host() const noexcept { return host_; }

  /// Whether it is spoken to in TLS.
  bool is_secure() const noexcept { return secure_; }

  /// File of those who may have issued its certificate; empty: those that this machine trusts.
  const std::string& ca() const noexcept { return ca_; }
  void trust(std::string file) { ca_ = std::move(file); }

  /// 1..65535; 80 where the text had none, 443 with TLS.
  std::uint16_t port() const noexcept { return port_; }

  /// `host[:port]` as a Host header writes it.
  const std::string& authority() const noexcept { return authority_; }

  /// The file of a local socket; empty for a host and port.
  const std::string& socket() const noexcept { return socket_; }

  /// `http://host[:port]`, without a trailing slash, or `unix:/path`.
  std::string text() const {
    return socket_.empty() ? (secure_ ? "https://" : "http://") + authority_ : "unix:" + socket_;
  }

private:
  static base::expected<server_url> parse_socket(std::string_view path);

  std::string host_;
  std::uint16_t port_ = 80;
  std::string authority_;
  std::string socket_;
  bool secure_ = false;
  std::string ca_;
};

} // namespace loadex::cli
