#include "net/admin/openapi/operation.hpp"

#include "base/text.hpp"
#include "net/admin/openapi/components.hpp"
#include "net/admin/openapi/schema_of_fields.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace loadex::net::admin::openapi {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view json_type = "application/json";

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    if (const auto part = base::trim(text.substr(0, end)); !part.empty())
      parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

ordered_json refer(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

/// `[metrics](metrics.md)` as `metrics`: the pages are elsewhere.
std::string without_links(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto open = std::min(text.find('['), text.size());
    const auto middle = text.find("](", open);
    plain.append(text.substr(0, open));
    if (middle == std::string_view::npos)
      return plain.append(text.substr(open));
    plain.append(text.substr(open + 1, middle - open - 1));
    text.remove_prefix(text.find(')', middle) + 1);
  }
  return plain;
}

std::vector<std::string> names_in_path(std::string_view path) {
  std::vector<std::string> names;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1))
    names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
  return names;
}

ordered_json parameters(const route& row) {
  auto all = ordered_json::array();
  for (const auto& name : names_in_path(row.path))
    all.push_back(refer("parameters", "path." + name));
  for (const auto& one : split(row.query, '&'))
    all.push_back(refer("parameters", "query." + std::string(one.substr(0, one.find('=')))));
  const auto refusals = refusals_of(row);
  const auto refuses = [&](unsigned status) { return std::ranges::find(refusals, status) != refusals.end(); };
  if (refuses(428))
    all.push_back(refer("parameters", "header.If-Match"));
  else if (refuses(412))
    all.push_back(refer("parameters", "header.If-Match.optional"));
  if (row.told.answers.find("304") != std::string_view::npos)
    all.push_back(refer("parameters", "header.If-None-Match"));
  if (row.told.id == "list_events") // a stream that can be resumed
    all.push_back(refer("parameters", "header.Last-Event-ID"));
  return all;
}

/// One answer, as `201 backend Location` says it, taken to `responses`.
void add_answer(std::string_view said, ordered_json& responses) {
  const auto words = split(said, ' ');
  auto& response = responses[std::string(words.front())];
  if (!response.contains("description"))
    response["description"] = meaning_of(static_cast<unsigned>(base::number_from<unsigned>(words.front()).value_or(0)));
  std::string_view type = json_type;
  std::string_view schema;
  for (auto word = words.begin() + 1; word != words.end(); ++word)
    if (word->find('/') != std::string_view::npos)
      type = *word;
    else if (std::isupper(static_cast<unsigned char>(word->front())))
      response["headers"][std::string(*word)] = refer("headers", *word);
    else
      schema = *word;
  if (schema.empty() && type == json_type)
    return; // without a body
  auto& content = response["content"][std::string(type)];
  content["schema"] = schema.empty() ? ordered_json{{"type", "string"}} : refer("schemas", schema);
  if (!schema.empty())
    content["example"] = example_of(schema);
}

ordered_json responses(const route& row) {
  ordered_json all;
  for (const auto& said : split(row.told.answers, ','))
    add_answer(said, all);
  for (const auto status : refusals_of(row))
    all[std::to_string(status)] = refer("responses", (row.strict ? "problem." : "text.") + std::to_string(status));
  return all;
}

ordered_json request_body(const route& row) {
  const std::string example(row.told.example);
  if (row.body_type != json_type)
    return {{"required", true},
            {"content", {{std::string(row.body_type), {{"schema", {{"type", "string"}}}, {"example", example}}}}}};
  return {{"required", true},
          {"content",
           {{std::string(json_type),
             {{"schema", schema_of(row.told.fields())}, {"example", ordered_json::parse(example)}}}}}};
}

} // namespace

std::vector<unsigned> refusals_of(const route& row) {
  std::vector<unsigned> all;
  for (const auto& status : split(row.told.refusals, ' '))
    all.push_back(base::number_from<unsigned>(status).value_or(0));
  if (row.may == route::who::admins)
    all.insert(all.end(), {401, 403, 429});
  if (row.strict)
    all.insert(all.end(), {400, 413, 415, 422});
  if (row.takes_body)
    all.push_back(411);
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end()); // clang 14 knows no std::ranges::unique of GCC 12
  return all;
}

ordered_json operation(const route& row) {
  ordered_json told{{"operationId", row.told.id}, {"tags", {row.told.tag}}, {"summary", without_links(row.summary)}};
  if (row.may == route::who::everybody)
    told["security"] = ordered_json::array({ordered_json::object()});
  if (auto all = parameters(row); !all.empty())
    told["parameters"] = std::move(all);
  if (row.takes_body)
    told["requestBody"] = request_body(row);
  told["responses"] = responses(row);
  return told;
}

ordered_json head_of(const route& row) {
  auto told = operation(row);
  told["operationId"] = std::string(row.told.id) + "_head";
  told["summary"] = "As GET, without the body.";
  for (auto& [status, response] : told["responses"].items()) {
    response.erase("content");
    if (response.contains("$ref"))
      response = {{"description", meaning_of(base::number_from<unsigned>(status).value_or(0))}};
  }
  return told;
}

} // namespace loadex::net::admin::openapi
