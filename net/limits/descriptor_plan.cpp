#include "net/limits/descriptor_plan.hpp"

#include <algorithm>

namespace loadex::net::limits {

namespace {

constexpr std::size_t for_the_process = 32; // log, libraries, names being looked up
constexpr std::size_t for_each_worker = 6;  // event loop, a connection being refused
constexpr std::size_t part_for_probes = 8;  // an eighth of all at most, if there are so many backends
constexpr std::size_t part_for_pipes = 40;  // a twentieth for both ends of each
constexpr std::size_t most_pipes = 256;     // of each worker

} // namespace

descriptor_plan descriptor_plan::make(std::size_t limit, std::size_t workers, std::size_t addresses,
                                      std::size_t backends, std::size_t asked) {
  const auto kept =
      for_the_process + workers * (for_each_worker + addresses) + std::min(backends, limit / part_for_probes);
  const auto free = limit > kept ? limit - kept : 0;
  // Two fifths for clients, as many for the connections to backends that they use, one fifth for idle ones and pipes.
  const auto possible = free / 5 * 2;
  const auto pipes = std::min(free / part_for_pipes, workers * most_pipes);
  return {std::max(asked > 0 ? std::min(asked, possible) : possible, workers), free / 5 - 2 * pipes, pipes};
}

} // namespace loadex::net::limits
