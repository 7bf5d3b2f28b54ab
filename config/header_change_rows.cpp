#include "config/header_change_rows.hpp"

#include "config/list_codec.hpp"
#include "config/route_codecs.hpp"

namespace loadex::config {

namespace {

struct changed_name_codec {
  direction way = direction::request;

  static std::string type() { return "name"; }
  std::string parse(std::string_view text) const { return changeable_header(text, way); }
  static std::string print(const std::string& value) { return quoted(value); }
};

/// `set={X-Site="www"}`.
map_row<header_changes> lines_row(const std::string& key, std::vector<header_line> header_changes::*field,
                                  direction way, std::string help) {
  return {.key = key,
          .type = "{NAME=text, ...}",
          .help = std::move(help),
          .read =
              [=](header_changes& to, const caf::config_value& value, const place& at) {
                const auto here = at.in(key);
                here.guard([&] {
                  header_names names;
                  for (const auto& [name, text] : map_from(value, R"({X-Name="value", ...})"))
                    here.guard([&, &name = name, &text = text] {
                      names.add(name);
                      auto known = changeable_header(name, way);
                      here.in(name).guard([&] {
                        (to.*field).push_back({std::move(known), header_value_codec{}.parse(string_in(text))});
                      });
                    });
                });
              },
          .print =
              [field](const header_changes& changes) {
                if ((changes.*field).empty())
                  return std::string();
                return '{' +
                       base::join(changes.*field, ", ",
                                  [](const header_line& h) { return h.name + "=" + quoted(h.value); }) +
                       '}';
              }};
}

std::vector<map_row<header_changes>> make_rows(direction way) {
  map_rows<header_changes> rows;
  rows.add(lines_row("set", &header_changes::set, way, "Headers that come instead of those of the same name"));
  rows.add(lines_row("add", &header_changes::add, way, "Headers that come beside those of the same name"));
  rows.add("remove", &header_changes::remove, list_codec<changed_name_codec>{.element = {way}}, "Headers that go");
  return rows.take();
}

} // namespace

const std::vector<map_row<header_changes>>& header_change_rows(direction way) {
  static const auto of_requests = make_rows(direction::request);
  static const auto of_responses = make_rows(direction::response);
  return way == direction::request ? of_requests : of_responses;
}

void header_names::add(const std::string& name) {
  if (!names_.insert(base::lower(name)).second)
    refuse(name, "stands twice, in other letters");
}

} // namespace loadex::config
