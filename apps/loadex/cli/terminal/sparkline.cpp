#include "apps/loadex/cli/terminal/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace loadex::cli {

std::string sparkline(std::span<const double> values, std::size_t width) {
  constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty() || width == 0)
    return {};
  const auto top = *std::ranges::max_element(values);
  const auto each = (values.size() + width - 1) / width;
  // The first has fewer if it does not come out even: the newest stand at the end.
  const auto odd = values.size() % each;
  std::string drawn;
  for (std::size_t i = 0; i < values.size();) {
    const auto size = i == 0 && odd != 0 ? odd : each;
    const auto value = *std::ranges::max_element(values.subspan(i, size));
    const auto steps = top > 0 && value > 0 ? std::ceil(value / top * (blocks.size() - 1)) : 0;
    drawn += blocks[static_cast<std::size_t>(steps)];
    i += size;
  }
  return drawn;
}

} // namespace loadex::cli
