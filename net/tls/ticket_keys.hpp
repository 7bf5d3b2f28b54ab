#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

namespace loadex::net::tls {

/// Keys by which a client keeps what was agreed with it, so that nobody here has to (RFC 5077, RFC 8446 4.6.1). A new
/// one is drawn every 12 hours; one that is no longer given out is still taken for as long again. From any thread.
class ticket_keys {
public:
  using clock = std::chrono::steady_clock;

  /// What a ticket is made with.
  struct key {
    std::array<unsigned char, 16> name;
    std::array<unsigned char, 32> of_cipher;
    std::array<unsigned char, 32> of_mac;
  };

  /// Whose ticket it is, and whether the client is to have a new one.
  struct known {
    key by;
    bool is_old;
  };

  /// For a ticket that is given out at that time. @throws std::runtime_error if there is nothing random
  key newest(clock::time_point now);

  /// Nothing: it is too old, or none of ours.
  std::optional<known> find(const unsigned char* name, clock::time_point now);

private:
  void follow(clock::time_point now);

  struct drawn {
    key it;
    clock::time_point since;
  };

  std::mutex mutex_;
  std::vector<drawn> all_; // the newest last
};

} // namespace loadex::net::tls
