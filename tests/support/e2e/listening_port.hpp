#pragma once

#include "base/descriptor.hpp"

#include <cstdint>

namespace loadex::tests::e2e {

/// A socket that listens on a free port of 127.0.0.1, which it shares with nobody.
class listening_port {
public:
  listening_port();

  int descriptor() const noexcept { return socket_.get(); }
  std::uint16_t number() const noexcept { return number_; }

private:
  base::descriptor socket_;
  std::uint16_t number_ = 0;
};

} // namespace loadex::tests::e2e
