#include "config/secret.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <stdexcept>

namespace loadex::config {

secret::secret(std::string_view text)
    : size_(text.copy(text_.data(), most)) {}

bool secret::is(std::string_view said) const noexcept {
  characters other{};
  std::size_t difference = said.size() ^ size_;
  said.copy(other.data(), most);
  for (std::size_t i = 0; i < most; ++i) // all of them, whatever the first ones are
    difference |= static_cast<unsigned char>(text_[i] ^ other[i]);
  return difference == 0 && is_set();
}

std::string secret_codec::type() const {
  return "token of " + std::to_string(secret::fewest) + " to " + std::to_string(secret::most) + " characters, or empty";
}

secret secret_codec::parse(std::string_view text) const {
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  if (text.empty())
    return {};
  if (text.size() < secret::fewest || text.size() > secret::most || !std::ranges::all_of(text, is_visible))
    throw std::invalid_argument("this is no token; write " + std::to_string(secret::fewest) + " to " +
                                std::to_string(secret::most) + " visible ASCII characters");
  return secret(text);
}

secret secret_codec::read(const caf::config_value& value) const {
  const auto* text = caf::get_if<std::string>(&value.get_data());
  if (text == nullptr)
    throw std::invalid_argument("this is not a string; write it in double quotes");
  return parse(*text);
}

std::string secret_codec::print(const secret& value) const {
  return value.is_set() ? R"("***")" : R"("")";
}

} // namespace loadex::config
