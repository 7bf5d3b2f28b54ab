#include "config/backend_rows.hpp"

namespace loadex::config {

namespace {

struct url_codec {
  static std::string type() { return "URL"; }
  static backend_url parse(std::string_view text) { return backend_url::parse(text).value(); }
  static std::string print(const backend_url& url) { return quoted(url.text()); }
};

/// A limit of its own, or that of all.
struct own_limit_codec {
  integer_codec number{0, 1'000'000};

  std::string type() const { return number.type(); }
  std::optional<unsigned> parse(std::string_view text) const { return static_cast<unsigned>(number.parse(text)); }
  std::optional<unsigned> read(const caf::config_value& value) const {
    return static_cast<unsigned>(number.read(value));
  }
  std::string print(const std::optional<unsigned>& value) const { return value ? number.print(*value) : ""; }
};

std::vector<map_row<backend_settings>> make_rows() {
  using b = backend_settings;
  map_rows<b> rows;
  rows.add("url", &b::url, url_codec{}, "Where it listens; needed", writing::always);
  rows.add("weight", &b::weight, integer_codec{0, 1000},
           "Its share of the requests, 1 if not given; at 0 only clients whose sticky cookie names it are sent there",
           writing::always);
  rows.add("backup", &b::backup, boolean_codec{}, "It gets requests only while no other backend is available");
  rows.add("max-connections", &b::max_connections, own_limit_codec{}, "Instead of `balancing.max-connections`");
  rows.add_own(&b::health, scope::backend);
  return rows.take();
}

/// Takes `key=value`, where `health.path` is a key, too.
void take(backend_settings& to, std::string_view text, const place& at) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos)
    return at.refuse("only key=value may follow the URL, such as ;weight=2");
  const auto key = std::string(text.substr(0, equals));
  const auto value = text.substr(equals + 1);
  const auto row = std::ranges::find(backend_rows(), key, &map_row<backend_settings>::key);
  const auto* own = find_setting(key);
  if (row != backend_rows().end() && row->parse)
    at.guard([&] { row->parse(to, value); });
  else if (own && own->may_differ_by(scope::backend))
    at.guard([&] { set_own(to.health, *own, value); });
  else
    at.refuse(unknown_key(backend_rows(), key));
}

} // namespace

const std::vector<map_row<backend_settings>>& backend_rows() {
  static const auto rows = make_rows();
  return rows;
}

backend_settings read_backend(const caf::config_value& value, const place& at) {
  backend_settings backend;
  if (const auto* map = map_in(value)) {
    read_map(backend_rows(), backend, *map, at);
    if (!map->contains("url"))
      at.refuse("url= is missing");
  } else {
    at.guard([&] { backend.url = url_codec::parse(string_in(value)); });
  }
  return backend;
}

backend_settings read_backend(std::string_view text, const place& at) {
  backend_settings backend;
  if (text.empty())
    at.refuse("the entry is empty");
  else if (const auto mark = text.find(';'); mark != std::string_view::npos) {
    auto rest = text;
    at.guard([&] { backend.url = url_codec::parse(text.substr(0, mark)); });
    for (auto next = mark; next != std::string_view::npos;) {
      rest.remove_prefix(next + 1);
      next = rest.find(';');
      take(backend, rest.substr(0, next), at);
    }
  } else {
    // A backend's URL has no query, hence no `=` of its own.
    const auto equals = text.rfind('=');
    at.guard([&] { backend.url = url_codec::parse(text.substr(0, equals)); });
    if (equals != std::string_view::npos)
      take(backend, "weight" + std::string(text.substr(equals)), at);
  }
  return backend;
}

} // namespace loadex::config
