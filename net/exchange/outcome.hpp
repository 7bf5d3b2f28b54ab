#pragma once

#include "base/reason.hpp"
#include "net/http/retry.hpp"

#include <optional>

namespace loadex::net::exchange {

/// How a request has ended, or one attempt at it.
struct outcome {
  enum class ending {
    relayed,    // the response went to the client whole
    refused,    // nothing went to the client: answer it with `status` and `why`
    cut_off,    // the response could not be completed: the client's connection is broken off
    client_gone // nobody is there to answer
  };

  ending how = ending::refused;
  unsigned status = 502;
  base::reason why = base::reason::none;
  std::optional<http::attempt_failure> failure{}; // of an attempt that a backend failed: it may be repeated
};

} // namespace loadex::net::exchange
