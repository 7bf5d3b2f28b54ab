#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <thread>

namespace loadex::tests::e2e {

/// What a server has, and asks for.
struct tls_offer {
  std::string certificate{}; // file with the key
  std::string clients{};     // file of those who may have issued the certificates of clients, which must have one
};

/// A server that speaks TLS: OpenSSL's, before a server of this process that does not.
class tls_front {
public:
  tls_front(std::uint16_t behind, const tls_offer& offer);
  tls_front(const tls_front&) = delete;
  tls_front& operator=(const tls_front&) = delete;
  ~tls_front();

  std::uint16_t port() const noexcept { return port_; }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port_);
  }

  /// Connections on which both have agreed; of these, those that resumed; and the hosts that were asked for last.
  std::size_t agreed() const noexcept { return agreed_; }
  std::size_t resumed() const noexcept { return resumed_; }

private:
  struct connection;

  void accept();
  void serve(int client);

  const std::uint16_t behind_;
  std::shared_ptr<SSL_CTX> context_;
  int listening_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> agreed_{0};
  std::atomic<std::size_t> resumed_{0};
  std::list<std::thread> serving_; // of the thread that accepts
  std::thread accepting_;
};

} // namespace loadex::tests::e2e
