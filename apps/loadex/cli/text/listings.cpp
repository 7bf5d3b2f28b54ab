#include "apps/loadex/cli/text/listings.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/table.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string_view>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_answer = 40; // columns of a route's own answer

std::string number_of(const ordered_json& row, const char* member) {
  return std::to_string(row.at(member).get<std::uint64_t>());
}

std::string list_of(const ordered_json& row, const char* member) {
  return base::join(row.value(member, ordered_json::array()), ", ",
                    [](const ordered_json& one) { return one.get<std::string>(); });
}

/// What a route asks of a request, such as `GET api.example.org/v1/* version: 2`.
std::string condition(const ordered_json& route) {
  auto methods = list_of(route, "methods");
  auto path = route.value("path", "");
  const auto exact = route.find("path_exact");
  if (exact != route.end() && exact->is_string() && !exact->get<std::string>().empty())
    path = exact->get<std::string>();
  else if (exact == route.end() || !exact->is_boolean() || !exact->get<bool>())
    path += path.empty() || path.ends_with('/') ? "*" : "/*";
  auto told = methods + (methods.empty() ? "" : " ") + route.value("host", "") + path;
  if (route.value("client_verified", false))
    told += " client with a good certificate";
  const auto headers = route.value("headers", ordered_json::object());
  for (const auto& [name, value] : headers.items())
    told += fmt::format(" {}{}", name, value.is_string() ? ": " + value.get<std::string>() : "");
  return told;
}

/// What becomes of it.
std::string action(const ordered_json& route) {
  for (const char* kind : {"pool", "redirect", "respond"}) {
    const auto said = route.find(kind);
    if (said == route.end() || said->is_null())
      continue;
    const auto status = route.find("status");
    return fmt::format("{} {}{}", kind,
                       said->is_string() ? shortened(said->get<std::string>(), longest_answer) : said->dump(),
                       status == route.end() || status->is_null() ? "" : fmt::format(" ({})", status->dump()));
  }
  const auto status = route.find("status");
  return status == route.end() || status->is_null() ? "" : status->dump();
}

/// The name of a route, or its place.
std::string text_or_number(const ordered_json& row, const char* member) {
  const auto said = row.find(member);
  if (said == row.end() || said->is_null())
    return "-";
  return said->is_string() ? said->get<std::string>() : said->dump();
}

/// `pool main: ` and the like; nothing if there is none.
std::string part(const ordered_json& row, const char* member, std::string_view after) {
  const auto text = text_or_number(row, member);
  return text == "-" ? "" : fmt::format("{} {}{}", member, text, after);
}

} // namespace

std::string routes_table(const ordered_json& list) {
  text_table table{{{"LISTENER"}, {"ROUTE", true}, {"NAME"}, {"TAKES"}, {"LEADS TO"}, {"HITS", true}}};
  for (const auto& route : list.at("routes")) {
    const bool is_rest = route.at("place").is_null();
    table.add({route.at("listener").get<std::string>(), text_or_number(route, "place"), route.value("name", ""),
               is_rest ? "what no route takes" : condition(route), action(route), number_of(route, "hits")});
  }
  return table.text();
}

std::string listeners_table(const ordered_json& list) {
  text_table table{
      {{"LISTENER"}, {"ADDRESSES"}, {"ADMIN"}, {"ROUTES", true}, {"CONNECTIONS", true}, {"REQUESTS", true}}};
  for (const auto& one : list.at("listeners"))
    table.add({one.at("name").get<std::string>(), list_of(one, "addresses"),
               std::string{one.at("admin").get<bool>() ? "yes" : "no"}, number_of(one, "routes"),
               number_of(one, "connections"), number_of(one, "requests")});
  return table.text();
}

std::string certificates_table(const ordered_json& list) {
  text_table table{{{"LISTENER"}, {"CERTIFICATE"}, {"HOSTS"}, {"BEGINS"}, {"ENDS"}}};
  for (const auto& one : list.at("listeners"))
    for (const auto& has : one.at("certificates"))
      table.add({one.at("name").get<std::string>(), has.at("file").get<std::string>(), list_of(has, "names"),
                 has.at("begins").get<std::string>(), has.at("ends").get<std::string>()});
  return table.text();
}

std::string takers_text(const ordered_json& said) {
  std::string told;
  for (const auto& taker : said.at("taken_by"))
    told += fmt::format("listener {}: {}{}{}\n", text_or_number(taker, "listener"), part(taker, "route", ", "),
                        part(taker, "pool", ": "), taker.at("why").get<std::string>());
  return told;
}

std::string explanation(const ordered_json& said, bool colours) {
  const auto chosen = said.find("chosen");
  std::string choice = "no backend";
  text_table table{{{"ID", true}, {"BACKEND"}, {"STATE"}, {"CHOICE"}, {"WHY"}}};
  for (const auto& one : said.at("backends")) {
    const bool is_chosen = chosen != said.end() && *chosen == one.at("id");
    if (is_chosen)
      choice = one.at("url").get<std::string>();
    const auto selection = one.at("selection").get<std::string>();
    table.add({number_of(one, "id"), one.at("url").get<std::string>(),
               state_cell(one.at("state").get<std::string>(), colours),
               is_chosen ? cell(selection, fmt::terminal_color::green, colours) : table_cell{selection},
               one.at("why").get<std::string>()});
  }
  const auto told =
      fmt::format("{}, {}: {}{}{}\n\n", said.at("pool").get<std::string>(), said.at("algorithm").get<std::string>(),
                  choice, said.value("by_affinity", false) ? ", by its session" : "",
                  said.value("certain", true) ? "" : ", as it looks now: the next request may go elsewhere");
  return printable(takers_text(said) + told) + table.text();
}

} // namespace loadex::cli
