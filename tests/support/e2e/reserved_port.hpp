#pragma once

#include <cstdint>

namespace loadex::tests::e2e {

/// A port that only a server which is told its number can have: bound, so that nobody gets it by chance, but not
/// listened on, so that connections to it are refused until such a server starts.
class reserved_port {
public:
  reserved_port();
  reserved_port(const reserved_port&) = delete;
  reserved_port& operator=(const reserved_port&) = delete;
  ~reserved_port();

  std::uint16_t number() const noexcept { return number_; }

private:
  int socket_;
  std::uint16_t number_ = 0;
};

} // namespace loadex::tests::e2e
