#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace loadex::net::tls {

/// Keys by which a client keeps what was agreed with it, so that nobody here has to (RFC 5077, RFC 8446 4.6.1): our
/// own, of which a new one is drawn every 12 hours, and one that is no longer given out is still taken for as long
/// again; or those of a file. From any thread.
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

  /// Our own.
  ticket_keys() = default;

  /// Those of a file, which other nodes have, too: lines of 80 bytes in base64, as HAProxy has them. The last but one
  /// is given out: the last is there for tickets of nodes that have a newer file already. @throws certificate_failure
  explicit ticket_keys(const std::string& file);

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

  std::vector<key> given_; // by the file
  std::mutex mutex_;       // guards what follows
  std::vector<drawn> all_; // the newest last
};

} // namespace loadex::net::tls
