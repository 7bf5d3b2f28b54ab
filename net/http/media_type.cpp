#include "net/http/media_type.hpp"

#include "base/text.hpp"

#include <boost/beast/core/string.hpp>

#include <charconv>
#include <system_error>

namespace loadex::net::http {

namespace {

using boost::beast::iequals;

struct media_range {
  std::string_view type;
  std::string_view version{}; // empty: any
  double quality = 1;
};

/// Takes what stands before the next semicolon.
std::string_view take_part(std::string_view& text) {
  const auto end = text.find(';');
  const auto part = base::trim(text.substr(0, end));
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

double weight_from(std::string_view text) {
  double weight = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, weight, std::chars_format::fixed);
  return error == std::errc{} && stop == end && weight >= 0 && weight <= 1 ? weight : 0;
}

media_range read_range(std::string_view text) {
  media_range read{.type = take_part(text)};
  while (!text.empty()) {
    const auto parameter = take_part(text);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos)
      continue;
    const auto name = base::trim(parameter.substr(0, equals));
    auto value = base::trim(parameter.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (iequals(name, "version"))
      read.version = value;
    else if (iequals(name, "q"))
      read.quality = weight_from(value);
  }
  return read;
}

/// 3: it names the type, 2: types of its kind, 1: all; 0: others.
int closeness(const media_range& range, std::string_view type, std::string_view version) {
  if (iequals(range.type, type))
    return range.version.empty() || range.version == version ? 3 : 0;
  const auto kind = type.substr(0, type.find('/') + 1);
  if (range.type.size() == kind.size() + 1 && range.type.back() == '*' &&
      iequals(range.type.substr(0, kind.size()), kind))
    return 2;
  return range.type == "*/*" ? 1 : 0;
}

} // namespace

double quality_of(std::string_view type, std::string_view version, std::string_view accept) {
  if (base::trim(accept).empty())
    return 1;
  int closest = 0;
  double quality = 0;
  base::any_in_list(accept, [&](std::string_view text) {
    const auto range = read_range(text);
    const auto close = closeness(range, type, version);
    if (close > closest || (close > 0 && close == closest && range.quality > quality)) {
      closest = close;
      quality = range.quality;
    }
    return false;
  });
  return quality;
}

} // namespace loadex::net::http
