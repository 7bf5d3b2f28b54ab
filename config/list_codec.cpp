#include "config/list_codec.hpp"

#include <algorithm>

namespace loadex::config {

std::string address_codec::type() const {
  return "IP address";
}

std::string address_codec::parse(std::string_view text) const {
  if (!base::address_from(text))
    throw std::invalid_argument(quoted(text) +
                                " is not an IP address; write one without port and brackets, such as 0.0.0.0 or ::");
  return std::string(text);
}

std::string address_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string host_codec::type() const {
  return "host name";
}

std::string host_codec::parse(std::string_view text) const {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  auto name = base::lower(text);
  if (name.empty() || !std::ranges::all_of(name, allowed))
    throw std::invalid_argument(quoted(text) +
                                " is not a host name; write it without scheme and port, such as lb.example.org");
  return name;
}

std::string host_codec::print(const std::string& value) const {
  return quoted(value);
}

std::string network_codec::type() const {
  return "network";
}

base::network network_codec::parse(std::string_view text) const {
  return base::network::parse(text).value();
}

std::string network_codec::print(const base::network& value) const {
  return quoted(value.text());
}

std::string status_range_codec::type() const {
  return "status";
}

status_range status_range_codec::parse(std::string_view text) const {
  const auto dash = text.find('-');
  const auto first = base::number_from<unsigned>(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : base::number_from<unsigned>(text.substr(dash + 1));
  if (!first || !last || *first < 100 || *last > 599 || *first > *last)
    throw std::invalid_argument(quoted(text) + " is not an HTTP status; write one or a range, such as 200 or 200-299");
  return {*first, *last};
}

std::string status_range_codec::print(const status_range& value) const {
  const auto first = std::to_string(value.first);
  return quoted(value.first == value.last ? first : first + "-" + std::to_string(value.last));
}

} // namespace loadex::config
