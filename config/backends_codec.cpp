#include "config/backends_codec.hpp"

#include "base/text.hpp"
#include "config/backend_rows.hpp"
#include "config/codec.hpp"

#include <caf/config_value.hpp>

#include <stdexcept>
#include <unordered_set>

namespace loadex::config {

namespace {

std::string written(std::string_view item) {
  return quoted(item);
}

std::string written(const caf::config_value& item) {
  return shown(item);
}

const caf::config_value::list& list_from(const caf::config_value& value) {
  const auto* list = list_in(value);
  if (!list)
    throw std::invalid_argument(shown(value) + R"( is not a list; write [{url="http://host:port"}, ...])");
  if (list->empty())
    throw std::invalid_argument("the list is empty; at least one backend is needed");
  return *list;
}

/// Reads backends one by one, each but once.
class backends_reader {
public:
  template <class Item>
  void take(const Item& item, const place& at) {
    const auto before = at.problems();
    auto entry = read_backend(item, at);
    if (at.problems() > before)
      return;
    if (!names_.insert(entry.url.authority()).second)
      at.refuse("this backend is there twice");
    backends.push_back(std::move(entry));
  }

  std::vector<backend_settings> backends;

private:
  std::unordered_set<std::string> names_;
};

/// The backends that `items` name; throws one message that has a part for each wrong item.
template <class Items>
std::vector<backend_settings> entries_from(const Items& items) {
  backends_reader all;
  std::vector<std::string> problems;
  for (const auto& item : items) {
    std::vector<std::string> of_item;
    all.take(item, place({}, of_item));
    if (!of_item.empty())
      problems.push_back(written(item) + ": " +
                         base::join(of_item, "; and ", [](const std::string& problem) { return problem; }));
  }
  if (!problems.empty())
    throw std::invalid_argument(base::join(problems, "; and ", [](const std::string& problem) { return problem; }));
  return std::move(all.backends);
}

} // namespace

std::string backends_codec::type() const {
  return "list of {url=, weight=, backup=, max-connections=, health={}}";
}

std::vector<backend_settings> backends_codec::parse(std::string_view text) const {
  const auto items = base::split_list(text);
  if (items.empty())
    throw std::invalid_argument("the list is empty; at least one backend is needed");
  return entries_from(items);
}

std::vector<backend_settings> backends_codec::read(const caf::config_value& value) const {
  return entries_from(list_from(value));
}

std::string backends_codec::print(const std::vector<backend_settings>& backends) const {
  if (backends.empty())
    return "[]";
  const auto entries = base::join(
      backends, ",", [](const backend_settings& backend) { return "\n  " + print_map(backend_rows(), backend); });
  return '[' + entries + "\n]";
}

std::vector<backend_settings> read_backends(const caf::config_value& value, const place& at) {
  backends_reader all;
  const std::string key = "backends";
  at.in(key).guard([&] {
    std::size_t index = 0;
    for (const auto& item : list_from(value))
      all.take(item, at.item(key, index++));
  });
  return std::move(all.backends);
}

} // namespace loadex::config
