#include "net/admin/openapi/document.hpp"

#include "net/admin/openapi/components.hpp"
#include "net/admin/openapi/operation.hpp"

#include <string>

namespace loadex::net::admin::openapi {

namespace {

using nlohmann::ordered_json;

std::string method_name(std::string_view method) {
  std::string name(method);
  for (auto& c : name)
    c = static_cast<char>(c - 'A' + 'a');
  return name;
}

ordered_json paths(std::span<const route> rows) {
  ordered_json all;
  for (const auto& row : rows) {
    if (row.handle == nullptr)
      continue;
    auto& address = all[std::string(row.path)];
    address[method_name(row.method)] = operation(row);
    if (row.method == "GET")
      address["head"] = head_of(row);
  }
  return all;
}

} // namespace

ordered_json document(std::span<const route> rows) {
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Loadex"},
            {"version", "1"},
            {"summary", "What Loadex tells of itself, and what can be changed while it runs."},
            {"license", {{"name", "MIT"}, {"identifier", "MIT"}}}}},
          {"servers", {{{"url", "/"}}}},
          {"security", {ordered_json::object(), {{"token", ordered_json::array()}}}},
          {"paths", paths(rows)},
          {"components", components()}};
}

} // namespace loadex::net::admin::openapi
