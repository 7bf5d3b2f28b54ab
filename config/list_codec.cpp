#include "config/list_codec.hpp"

#include <algorithm>

namespace loadex::config {

std::string address_codec::type() const {
  return "IP address";
}

std::string address_codec::parse(std::string_view text) const {
  if (!address_from(text))
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
  auto name = lower(text);
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

network network_codec::parse(std::string_view text) const {
  return network::parse(text);
}

std::string network_codec::print(const network& value) const {
  return quoted(value.text());
}

} // namespace loadex::config
