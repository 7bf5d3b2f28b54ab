#include "net/admin/openapi/schema_of_fields.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadex::net::admin::openapi {

namespace {

using nlohmann::ordered_json;

/// Of `0 to 1000`.
void add_range(std::string_view range, ordered_json& schema) {
  const auto to = range.find(" to ");
  if (to == std::string_view::npos)
    return;
  if (const auto least = base::number_from<std::int64_t>(range.substr(0, to)))
    schema["minimum"] = *least;
  if (const auto most = base::number_from<std::int64_t>(range.substr(to + 4)))
    schema["maximum"] = *most;
}

/// Of `http, tcp`; what stands in brackets behind a word is another name for it.
ordered_json words_of(std::string_view list) {
  auto words = ordered_json::array();
  while (!list.empty()) {
    const auto end = std::min(list.find(", "), list.size());
    const auto word = list.substr(0, end);
    words.push_back(word.substr(0, word.find(" (")));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  return words;
}

/// As `fields` takes it.
ordered_json schema_of(std::string_view type) {
  constexpr std::string_view integer = "integer";
  constexpr std::string_view choice = "one of ";
  constexpr std::string_view list = " list";
  if (type.ends_with(list)) {
    const auto one = type.substr(0, type.size() - list.size());
    return {{"type", "array"}, {"items", {{"type", {"string", "integer"}}, {"description", one}}}};
  }
  if (type == "true or false")
    return {{"type", "boolean"}};
  if (type.starts_with(integer)) {
    ordered_json schema{{"type", "integer"}};
    if (type.size() > integer.size())
      add_range(type.substr(integer.size() + 2), schema);
    return schema;
  }
  if (type.starts_with(choice))
    return {{"type", "string"}, {"enum", words_of(type.substr(choice.size()))}};
  if (type == "algorithm")
    return {{"$ref", "#/components/schemas/algorithm"}};
  if (type.starts_with("duration"))
    return {{"type", "string"}, {"pattern", "^[0-9]+(ns|us|ms|s|min|h)$"}, {"description", type}};
  return {{"type", "string"}, {"description", type}};
}

ordered_json object() {
  return {{"type", "object"}, {"properties", ordered_json::object()}, {"additionalProperties", false}};
}

} // namespace

ordered_json schema_of(const std::vector<field>& fields) {
  auto whole = object();
  for (const auto& f : fields) {
    auto* in = &whole;
    std::string_view name = f.name;
    for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
      auto& inner = (*in)["properties"][std::string(name.substr(0, dot))];
      if (inner.is_null())
        inner = object();
      in = &inner;
      name.remove_prefix(dot + 1);
    }
    (*in)["properties"][std::string(name)] = schema_of(f.type);
    if (f.needed)
      (*in)["required"].push_back(name);
  }
  return whole;
}

} // namespace loadex::net::admin::openapi
