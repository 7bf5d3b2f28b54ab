#include "base/url_parts.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace loadex::base {

std::optional<std::uint16_t> authority_parts::port_number() const {
  return port ? number_from<std::uint16_t>(*port) : std::nullopt;
}

std::optional<authority_parts> split_authority(std::string_view text) {
  authority_parts parts;
  parts.text = text;
  parts.bracketed = text.starts_with('[');
  const auto end = parts.bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos)
    return std::nullopt;
  parts.host = parts.bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const auto rest = text.substr(parts.bracketed ? end + 1 : end);
  if (!rest.empty() && rest.front() != ':')
    return std::nullopt;
  if (!rest.empty())
    parts.port = rest.substr(1);
  return parts;
}

std::optional<url_parts> split_url(std::string_view text) {
  const auto visible_ascii = [](char c) { return c > ' ' && c < '\x7f'; };
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || !std::ranges::all_of(text, visible_ascii))
    return std::nullopt;
  url_parts parts;
  parts.scheme = text.substr(0, scheme_end);
  text.remove_prefix(scheme_end + 3);

  // From the end, as each delimiter counts only before those that have been seen.
  const auto fragment = std::min(text.find('#'), text.size());
  parts.has_fragment = fragment < text.size();
  text = text.substr(0, fragment);
  const auto query = std::min(text.find('?'), text.size());
  parts.has_query = query < text.size();
  text = text.substr(0, query);
  const auto path = std::min(text.find('/'), text.size());
  parts.path = text.substr(path);
  text = text.substr(0, path);
  const auto user_end = text.rfind('@');
  parts.has_user_info = user_end != std::string_view::npos;
  if (parts.has_user_info)
    text.remove_prefix(user_end + 1);

  const auto authority = split_authority(text);
  if (!authority)
    return std::nullopt;
  parts.authority = *authority;
  return parts;
}

} // namespace loadex::base
