#include "apps/loadex/cli/daemon/token.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace loadex::cli {

base::expected<std::string> token_from(std::string_view text) {
  const std::string token{base::trim(text)};
  // What else could be in it would be a header of its own.
  if (token.empty() || !std::ranges::all_of(token, [](char c) { return c > ' ' && c < '\x7f'; }))
    return base::mistake{"the token is not one word of visible ASCII characters"};
  return token;
}

base::expected<std::string> token_in_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (!file)
    return base::mistake{fmt::format("the token cannot be read from '{}'", path)};
  auto token = token_from(text);
  if (!token)
    return base::mistake{fmt::format("{}: {}", path, token.error())};
  return token;
}

} // namespace loadex::cli
