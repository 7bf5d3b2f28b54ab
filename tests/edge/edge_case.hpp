#pragma once

#include "tests/edge/script.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadex::tests::edge {

/// What is left of the client's connection after the last answer.
enum class ending {
  stays_open, // it carries another request
  closes,     // in order, with every answer whole
  breaks,     // in the middle of an answer, so that it cannot be taken for whole
  resets,     // behind a whole answer, which the client may lose by it
  is_left,    // the client has gone itself
  is_silent   // nothing comes any more
};

using statuses = std::vector<unsigned>;
using pieces = std::vector<std::string>;

/// A row of a table: what a client sends, what a backend answers, and what must come of it.
struct edge_case {
  std::string title;
  std::string why; // the section of the RFC, and a few words
  script client;

  /// What the backend does with each request that reaches it, in order; a plain 200 when there is no more of it. It
  /// reads the request whole first, unless its script begins with hear().
  std::vector<script> backend{};

  statuses answers{200}; // final ones, in order
  ending then = ending::stays_open;
  std::size_t forwarded = 1; // requests that reach the backend

  // Of all that reaches the backend:
  pieces backend_gets{};
  pieces backend_lacks{};
  std::optional<std::string> backend_gets_exactly{}; // where the proxy's own order and choice of words counts; its id
                                                     // in CDN-Loop is `loadex-*`
  std::optional<std::string> backend_body{};         // the content of the last request, whatever its framing

  // Of all that reaches the client:
  pieces client_gets{};
  pieces client_lacks{};
  std::optional<std::string> client_body{}; // the content of the last answer

  bool backend_is_left = false; // the proxy closes its connection to the backend on an unfinished exchange
};

/// What nobody should forward: the answer is `status`, the connection ends, nothing reaches the backend.
inline edge_case refusal(std::string title, std::string why, script client, unsigned status = 400) {
  return {.title = std::move(title),
          .why = std::move(why),
          .client = std::move(client),
          .answers = {status},
          .then = ending::closes,
          .forwarded = 0};
}

/// A table, and the settings of the balancer that it is for.
struct chapter {
  std::string title;
  std::vector<edge_case> cases;
  std::map<std::string, std::string> settings{}; // `section.key` to a value as the file has it; empty: the defaults
};

} // namespace loadex::tests::edge
