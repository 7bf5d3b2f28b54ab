#include "config/header_change_rows.hpp"

#include "config/list_codec.hpp"
#include "config/route_codecs.hpp"

#include <array>
#include <span>

namespace loadex::config {

namespace {

/// The name as gateways to CGI read it, which make the same of Content-Length and Content_Length.
std::string as_gateways_read(std::string_view name) {
  auto text = base::lower(name);
  std::ranges::replace_if(
      text, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }, '-');
  return text;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, as_gateways_read(name)) != names.end();
}

/// Refuses a header that is not for a file to change.
std::string changeable(std::string_view text, direction way) {
  constexpr auto framing =
      std::to_array<std::string_view>({"content-length", "transfer-encoding", "connection", "keep-alive",
                                       "proxy-connection", "upgrade", "te", "trailer"});
  constexpr auto of_requests =
      std::to_array<std::string_view>({"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix",
                                       "forwarded", "via", "cdn-loop", "x-request-id", "max-forwards"});
  constexpr auto of_responses = std::to_array<std::string_view>({"via", "proxy-status"});
  auto name = token_codec{}.parse(text);
  if (is_one_of(name, framing))
    refuse(name, "cannot be changed: it says where a message ends, or is of one connection alone");
  if (as_gateways_read(name) == "host")
    refuse(name, "cannot be changed: it says whom the request is for");
  if (way == direction::request ? is_one_of(name, of_requests) : is_one_of(name, of_responses))
    refuse(name, "cannot be changed: Loadex writes it itself");
  return name;
}

struct changed_name_codec {
  direction way = direction::request;

  static std::string type() { return "name"; }
  std::string parse(std::string_view text) const { return changeable(text, way); }
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
                      auto known = changeable(name, way);
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
