#pragma once

#include "base/network.hpp"
#include "base/text.hpp"
#include "config/codec.hpp"
#include "config/status_range.hpp"

#include <caf/config_value.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace loadex::config {

/// The address of a network interface: an IP literal.
struct address_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// The name of a host, as a Host header writes it, without a port.
struct host_codec {
  std::string type() const;
  std::string parse(std::string_view text) const;
  std::string print(const std::string& value) const;
};

/// A range of addresses.
struct network_codec {
  std::string type() const;
  base::network parse(std::string_view text) const;
  std::string print(const base::network& value) const;
};

/// HTTP statuses: `200` or `200-299`, in the file a string.
struct status_range_codec {
  std::string type() const;
  status_range parse(std::string_view text) const;
  std::string print(const status_range& value) const;
};

/// `[a, b]` in the file, `a,b` on the command line.
template <class Element>
struct list_codec {
  using value_type = decltype(Element{}.parse({}));

  std::size_t fewest = 0;
  Element element{};

  std::string type() const { return element.type() + " list"; }

  std::vector<value_type> parse(std::string_view text) const {
    std::vector<value_type> values;
    for (const auto piece : base::split_list(text))
      values.push_back(element.parse(piece));
    return checked(std::move(values));
  }

  std::vector<value_type> read(const caf::config_value& value) const {
    const auto* list = caf::get_if<caf::config_value::list>(&value.get_data());
    if (!list)
      throw std::invalid_argument(shown(value) + " is not a list; write it as [" + shown(value) + "]");
    std::vector<value_type> values;
    for (const auto& item : *list)
      values.push_back(read_with(element, item));
    return checked(std::move(values));
  }

  std::string print(const std::vector<value_type>& values) const {
    const auto elements = base::join(values, ", ", [this](const value_type& value) { return element.print(value); });
    return '[' + elements + ']';
  }

private:
  std::vector<value_type> checked(std::vector<value_type> values) const {
    if (values.size() < fewest)
      throw std::invalid_argument("the list is empty; at least one " + element.type() + " is needed");
    return values;
  }
};

} // namespace loadex::config
