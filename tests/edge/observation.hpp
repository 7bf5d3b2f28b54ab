#pragma once

#include "tests/edge/edge_case.hpp"
#include "tests/edge/raw_backend.hpp"
#include "tests/edge/wire_message.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace loadex::tests::edge {

/// What was seen when a case was played.
struct observation {
  std::string client_heard;
  std::vector<wire_message> answers; // final ones; the last may be unfinished
  ending then = ending::is_silent;
  std::vector<heard_request> backend_heard;
  bool neighbour_served = false; // right after it, somebody else's request got its own answer

  std::string all_backend_heard() const;
};

/// A proxy with a raw backend behind it.
struct stage {
  std::uint16_t proxy;
  raw_backend& backend;
  std::chrono::milliseconds patience; // with a proxy that does nothing

  observation play(const edge_case& c) const;

  /// Whether a request of another client gets its own answer.
  bool serves_a_neighbour() const;
};

} // namespace loadex::tests::edge
