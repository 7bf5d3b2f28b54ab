#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace loadex::cli {

/// A picture of `values`, one character each; of more than `width` as many neighbours share one as it takes, which
/// shows the highest of them. The highest of all reaches the top; what is not 0 can be told from what is.
std::string sparkline(std::span<const double> values, std::size_t width);

} // namespace loadex::cli
