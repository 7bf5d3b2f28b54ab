#pragma once

#include "net/http/framing.hpp"
#include "net/http1/body_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::http1 {

/// Lays out a response for the client's connection: the head that is in `out` already, then the body's pieces as they
/// come, framed the client's way.
class response_stage {
public:
  enum class state {
    more,      // the body goes on
    last,      // this ends the response
    cut_off,   // the body has broken off
    malformed, // it cannot be understood from here on
    too_large, // it exceeds what we allow besides its data
  };

  /// What can be sent now: `out`, then `data`, then `tail`. Small pieces are in `out` already, since one plain send is
  /// cheaper than gathering.
  struct load {
    std::string_view data;
    std::string_view tail;
    state then = state::more;
  };

  response_stage(body_reader& body, http::body_kind coding, bool with_trailers, std::string& out);

  /// Lays out what can be had without waiting.
  load next();

  /// After a load with `more`: waits for the body to go on. The load before must have been sent.
  awaitable<> wait();

private:
  body_reader& body_;
  const http::body_kind coding_;
  const bool with_trailers_; // the client takes them
  std::string& out_;
  std::string tail_;
  std::optional<body_reader::piece> piece_; // the next, if it has been looked at
};

} // namespace loadex::net::http1
