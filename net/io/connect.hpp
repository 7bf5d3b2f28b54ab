#pragma once

#include "base/reason.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace loadex::net::io {

/// The outcome of trying to reach a backend.
struct connected {
  stream_ptr stream;        // none if nobody could be reached
  std::size_t endpoint = 0; // which of them answered
  base::reason why = base::reason::none;
  std::string detail; // of the last endpoint tried, for people
};

/// Lets somebody else end a connect that is under way. Outlives it.
class connect_canceller {
public:
  void cancel();

  /// Another wait of the same connect is under way, with that stream; null: no more. False: it has been cancelled.
  bool follow(stream* with) noexcept {
    stream_ = with;
    return !cancelled_;
  }

private:
  friend awaitable<connected> connect(executor, std::vector<tcp_endpoint>, std::size_t, steady_clock::time_point,
                                      connect_canceller&);

  stream* stream_ = nullptr; // under way
  bool cancelled_ = false;
};

/// Tries `endpoints` in turn, `first` first, until one accepts or `until` passes. TCP_NODELAY is set.
awaitable<connected> connect(executor on, std::vector<tcp_endpoint> endpoints, std::size_t first,
                             steady_clock::time_point until, connect_canceller& canceller);

} // namespace loadex::net::io
