#pragma once

#include "net/tls/library.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace loadex::net::tls {

/// What was agreed with each backend the last time, to be resumed. Confined to its thread.
class session_store {
public:
  /// Has connections of that context tell of what they agree to.
  static void serve(SSL_CTX& context);

  /// Has `connection`, which is about to be made to the backend of that name, resume the latest, and tell of the next.
  void use(SSL& connection, const std::string& backend);

  /// What was agreed by other rules is not resumed.
  void clear() { latest_.clear(); }

private:
  static constexpr std::size_t most_backends = 1024;

  struct slot {
    session_ptr latest;
  };

  static int place();

  std::unordered_map<std::string, std::shared_ptr<slot>> latest_; // by backend; a connection has its slot, too
};

} // namespace loadex::net::tls
