#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loadex::tests::docs {

/// A part of the documentation that is made from what it describes.
struct part {
  std::string_view name;
  std::string (*make)();
};

/// All of them.
std::vector<part> parts();

} // namespace loadex::tests::docs
