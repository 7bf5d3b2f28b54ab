#include "net/admin/query.hpp"

#include "base/text.hpp"
#include "net/admin/problem.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <vector>

namespace loadex::net::admin {

namespace {

/// `deadline` and `wait` of `deadline=30s&wait=true`.
std::vector<std::string> names_in(std::string_view example) {
  std::vector<std::string> names;
  while (!example.empty()) {
    const auto end = std::min(example.find('&'), example.size());
    names.emplace_back(example.substr(0, example.find('=')));
    example.remove_prefix(std::min(end + 1, example.size()));
  }
  return names;
}

} // namespace

std::string parameter(std::string_view target, std::string_view name) {
  const auto parsed = boost::urls::parse_origin_form(target);
  if (!parsed)
    return {};
  const auto params = parsed->params();
  const auto found = params.find(name);
  return found == params.end() ? std::string() : std::string((*found).value);
}

std::optional<http::own_response> query_objection(std::string_view example, std::string_view target) {
  const auto parsed = boost::urls::parse_origin_form(target);
  if (!parsed)
    return problem(400, "The query is not valid.");
  const auto known = names_in(example);
  std::vector<fault> faults;
  std::vector<std::string> seen;
  for (const auto& param : parsed->params()) {
    const std::string name(param.key);
    if (std::ranges::find(known, name) == known.end())
      faults.push_back({name, "unknown parameter" + base::did_you_mean(name, known)});
    else if (std::ranges::find(seen, name) != seen.end())
      faults.push_back({name, "stands twice"});
    else if (!param.has_value || param.value.empty())
      faults.push_back({name, "has no value"});
    seen.push_back(name);
  }
  if (faults.empty())
    return std::nullopt;
  return refuse_fields(faults);
}

} // namespace loadex::net::admin
