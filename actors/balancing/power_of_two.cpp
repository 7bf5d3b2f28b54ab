#include "actors/balancing/power_of_two.hpp"

namespace loadex::actors::balancing {

std::optional<double> power_of_two::score(std::size_t index, const query& ask) const {
  return static_cast<double>(ask.load_of(at(index), index)) / at(index).weight;
}

} // namespace loadex::actors::balancing
