#include "config/backends_codec.hpp"

#include "base/text.hpp"
#include "config/codec.hpp"
#include "config/setting_table.hpp"

#include <caf/config_value.hpp>

#include <algorithm>
#include <stdexcept>

namespace loadex::config {

namespace {

constexpr integer_codec weight_codec{0, 1000};
constexpr integer_codec max_connections_codec{0, 1'000'000};

/// The one key of the section that is of the whole pool.
constexpr std::string_view pool_key = "when-all-down";

std::vector<std::string> overridable_keys() {
  auto keys = keys_of("health");
  std::erase(keys, pool_key);
  return keys;
}

/// `URL`, `URL;weight=2` or `URL=2`. A backend's URL has no query, hence no `=` of its own.
backend_settings entry_from(std::string_view text) {
  constexpr std::string_view weight_mark = ";weight=";
  if (text.empty())
    throw std::invalid_argument("the entry is empty");
  backend_settings entry;
  auto url = text;
  if (const auto equals = text.rfind('='); equals != std::string_view::npos) {
    url = text.substr(0, equals);
    if (const auto mark = text.find(weight_mark); mark != std::string_view::npos)
      url = text.substr(0, mark);
    else if (url.find(';') != std::string_view::npos)
      throw std::invalid_argument("only ;weight=N may follow the URL");
    entry.weight = static_cast<std::uint32_t>(weight_codec.parse(text.substr(equals + 1)));
  }
  entry.url = backend_url::parse(url).value();
  return entry;
}

/// `{path="/up", interval=1s}`: keys of the section `health`.
health_overrides overrides_from(const caf::config_value& value) {
  const auto* map = caf::get_if<caf::config_value::dictionary>(&value.get_data());
  if (!map)
    throw std::invalid_argument("health=" + shown(value) + R"( is not of the form {path="/health", interval=5s})");
  settings all;
  health_overrides own;
  for (const auto& [key, item] : *map) {
    const auto* row = find_setting("health", key);
    if (!row)
      throw std::invalid_argument("unknown key " + key + " in health" + base::did_you_mean(key, overridable_keys()));
    if (key == pool_key)
      throw std::invalid_argument(key + " is of the whole pool; write it in the section [health]");
    row->assign(all, item);
    own.given.push_back(key);
  }
  own.values = all.health;
  return own;
}

/// `{url="...", weight=2, backup=true, max-connections=100, health={...}}`.
backend_settings entry_from(const caf::config_value::dictionary& map) {
  backend_settings entry;
  for (const auto& [key, value] : map) {
    if (key == "weight")
      entry.weight = static_cast<std::uint32_t>(weight_codec.read(value));
    else if (key == "backup")
      entry.backup = boolean_codec{}.read(value);
    else if (key == "max-connections")
      entry.max_connections = static_cast<unsigned>(max_connections_codec.read(value));
    else if (key == "health")
      entry.health = overrides_from(value);
    else if (key != "url")
      throw std::invalid_argument("unknown key " + key +
                                  base::did_you_mean(key, {"url", "weight", "backup", "max-connections", "health"}));
  }
  const auto url = map.find("url");
  if (url == map.end())
    throw std::invalid_argument("url= is missing");
  entry.url = backend_url::parse(string_in(url->second)).value();
  return entry;
}

backend_settings entry_from(const caf::config_value& value) {
  const auto* map = caf::get_if<caf::config_value::dictionary>(&value.get_data());
  return map ? entry_from(*map) : entry_from(string_in(value));
}

std::string written(std::string_view item) {
  return quoted(item);
}

std::string written(const caf::config_value& item) {
  return shown(item);
}

bool has(const std::vector<backend_settings>& backends, const backend_url& url) {
  return std::ranges::find(backends, url, &backend_settings::url) != backends.end();
}

/// The backends that `items` name; throws one message that has a part for each wrong item.
template <class Items>
std::vector<backend_settings> entries_from(const Items& items) {
  if (items.empty())
    throw std::invalid_argument("the list is empty; at least one backend is needed");
  std::vector<backend_settings> backends;
  std::vector<std::string> problems;
  for (const auto& item : items) {
    try {
      auto entry = entry_from(item);
      if (has(backends, entry.url))
        throw std::invalid_argument("this backend is there twice");
      backends.push_back(std::move(entry));
    } catch (const std::invalid_argument& e) {
      problems.push_back(written(item) + ": " + e.what());
    }
  }
  if (!problems.empty())
    throw std::invalid_argument(base::join(problems, "; and ", [](const std::string& problem) { return problem; }));
  return backends;
}

std::string printed(const health_overrides& own) {
  settings all;
  all.health = own.values;
  return '{' +
         base::join(own.given, ", ",
                    [&](const std::string& key) { return key + "=" + find_setting("health", key)->print(all); }) +
         '}';
}

std::string printed(const backend_settings& backend) {
  std::string text = "\n  {url=" + quoted(backend.url.text()) + ", weight=" + std::to_string(backend.weight);
  if (backend.backup)
    text += ", backup=true";
  if (backend.max_connections)
    text += ", max-connections=" + std::to_string(*backend.max_connections);
  if (!backend.health.given.empty())
    text += ", health=" + printed(backend.health);
  return text + "}";
}

} // namespace

std::string backends_codec::type() const {
  return "list of {url=, weight=, backup=, max-connections=, health={}}";
}

std::vector<backend_settings> backends_codec::parse(std::string_view text) const {
  return entries_from(base::split_list(text));
}

std::vector<backend_settings> backends_codec::read(const caf::config_value& value) const {
  const auto* list = caf::get_if<caf::config_value::list>(&value.get_data());
  if (!list)
    throw std::invalid_argument(shown(value) + R"( is not a list; write [{url="http://host:port"}, ...])");
  return entries_from(*list);
}

std::string backends_codec::print(const std::vector<backend_settings>& backends) const {
  if (backends.empty())
    return "[]";
  const auto entries = base::join(backends, ",", [](const backend_settings& backend) { return printed(backend); });
  return '[' + entries + "\n]";
}

} // namespace loadex::config
