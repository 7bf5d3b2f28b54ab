#include "config/tokens.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

namespace loadex::config {

namespace {

constexpr std::size_t longest_file = 4096; // bytes: with room for what shows that it is no token

/// The first line of the file, if it can be read and has no other.
std::optional<std::string> line_in(const std::string& path, const place& at) {
  std::error_code ignored; // what cannot be looked at cannot be read
  if (const auto found = std::filesystem::status(path, ignored);
      std::filesystem::exists(found) && !std::filesystem::is_regular_file(found)) {
    at.refuse("it is no regular file"); // others may never have anything to read
    return std::nullopt;
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(longest_file, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!stream.is_open() || stream.bad()) {
    at.refuse("cannot be read: " + std::generic_category().message(errno));
    return std::nullopt;
  }
  if (text.ends_with('\n'))
    text.pop_back();
  if (text.ends_with('\r'))
    text.pop_back();
  if (text.empty()) {
    at.refuse("the file is empty; it must hold a token");
    return std::nullopt;
  }
  return text;
}

/// `key` is that of the token, `key`-file that of the file, which is read if it may be.
void take(draft& result, const std::string& key, const secret& token, const std::string& path, bool may_read,
          const char* variable) {
  const auto* row = find_setting("admin", key);
  const auto* of_file = find_setting("admin", key + "-file");
  if (!path.empty()) {
    const auto at = result.at(result.given.at(of_file)).in(path);
    if (token.is_set())
      return at.refuse("there is " + row->name() + ", too; leave one of them out");
    if (const auto text = may_read ? line_in(path, at) : std::nullopt)
      at.guard([&] { row->assign_text(result.all, *text); });
  } else if (variable != nullptr && !token.is_set()) {
    if (const char* text = std::getenv(variable); text != nullptr)
      result.assign(*row, std::string_view(text), variable);
  }
}

} // namespace

void take_tokens(draft& result, const admin_settings* known) {
  const auto& all = result.all.admin;
  const auto may_read = [&](auto file) { return known == nullptr || known->*file == all.*file; };
  take(result, "token", all.token, all.token_file, may_read(&admin_settings::token_file), "LOADEX_TOKEN");
  take(result, "read-token", all.read_token, all.read_token_file, may_read(&admin_settings::read_token_file), nullptr);
  if (all.token.is_set() && all.token == all.read_token)
    result.refuse("admin.read-token", "it is the same as admin.token, and would open all; write another");
}

} // namespace loadex::config
