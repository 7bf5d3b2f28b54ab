#include "tests/support/e2e/process_environment.hpp"

#include <unistd.h>

#include <string_view>

namespace loadex::tests::e2e {

std::vector<std::string> environment_with(std::vector<std::string> more) {
  for (auto** entry = ::environ; *entry != nullptr; ++entry)
    if (const std::string_view text = *entry; !text.starts_with("LOG_LEVEL=") && !text.starts_with("LOADEX_"))
      more.emplace_back(text);
  return more;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

} // namespace loadex::tests::e2e
