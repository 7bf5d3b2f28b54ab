#pragma once

#include <chrono>
#include <thread>

namespace loadex::tests::e2e {

/// Whether `holds` comes true within `limit`; looks every two milliseconds.
template <class Condition>
bool eventually(Condition holds, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

/// Lets time pass where it is the passing of time that is tested.
inline void let_pass(std::chrono::milliseconds time) {
  eventually([] { return false; }, time);
}

} // namespace loadex::tests::e2e
