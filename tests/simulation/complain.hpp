#pragma once

#include "tests/simulation/agenda.hpp"
#include "tests/simulation/violation.hpp"

#include <chrono>
#include <sstream>

namespace loadex::tests::simulation {

/// Throws a violation that says all of `parts`, one after the other.
template <class... Parts>
[[noreturn]] void complain(const Parts&... parts) {
  std::ostringstream text;
  (text << ... << parts);
  throw violation(text.str());
}

inline double seconds(duration d) {
  return std::chrono::duration<double>(d).count();
}

} // namespace loadex::tests::simulation
