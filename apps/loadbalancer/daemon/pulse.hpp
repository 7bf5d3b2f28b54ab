#pragma once

#include "net/io/types.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace loadex {

/// Beats for as long as all threads answer: it asks each to run something, and beats when the last has. Where one hangs
/// it beats no more. Of the control thread.
class pulse {
public:
  /// Has something run soon by the thread that is meant; that may drop it if it has nothing to do any more.
  using thread = std::function<void(std::function<void()>)>;

  /// On `control`, which is asked, too: `beat` is called at once, and `every` so often, if they answer within that.
  pulse(const net::executor& control, std::vector<thread> asked, std::chrono::microseconds every,
        std::function<void()> beat);

  /// From now on only the control thread is asked: the others end. On the control thread.
  void ask_only_control();

private:
  void ask();
  void answered(std::uint64_t round);

  const net::executor control_;
  std::vector<thread> asked_;
  const std::chrono::microseconds every_;
  const std::function<void()> beat_;
  net::timer next_;
  std::uint64_t round_ = 0;
  std::size_t missing_ = 0; // answers of this round
};

} // namespace loadex
