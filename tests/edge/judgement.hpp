#pragma once

#include "tests/edge/edge_case.hpp"
#include "tests/edge/observation.hpp"

#include <string>
#include <vector>

namespace loadex::tests::edge {

/// How what was seen departs from what the case says, a line each; empty: not at all. A `peer` may write names in
/// another case and put the request's head in an order of its own.
std::vector<std::string> departures(const edge_case& c, const observation& seen, bool peer);

/// The gist in a few words, such as `400, closes, nothing forwarded`.
std::string gist(const edge_case& c);
std::string gist(const observation& seen);

} // namespace loadex::tests::edge
