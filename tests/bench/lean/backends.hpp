#pragma once

#include <cstdint>
#include <vector>

namespace loadex::bench {

/// Answers whoever asks on these ports, all of them in one thread, until the process is ended.
[[noreturn]] void serve(const std::vector<std::uint16_t>& ports);

} // namespace loadex::bench
