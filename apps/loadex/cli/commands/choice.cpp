#include "apps/loadex/cli/commands/choice.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace loadex::cli {

api_question known_backend::question(http_method method, const std::string& order) const {
  api_question asked{.method = method, .path = {"pools", pool, "backends", std::to_string(id)}};
  if (!order.empty())
    asked.path.push_back(order);
  return asked;
}

base::expected<std::string> pool_meant(const pool_choice& of) {
  if (!of.pool.empty())
    return of.pool;
  const auto there = ask(of.daemon, {.path = {"pools"}});
  if (!there)
    return base::mistake{there.error()};
  std::vector<std::string> names;
  for (const auto& pool : there->at("pools"))
    names.push_back(pool.at("name"));
  if (names.size() == 1 || std::ranges::find(names, "main") != names.end())
    return names.size() == 1 ? names.front() : "main";
  return base::mistake{"say which pool with --pool; there are " +
                       base::join(names, ", ", [](const std::string& name) { return name; })};
}

base::expected<known_backend> find(const backend_choice& which) {
  const auto pool = pool_meant(which);
  if (!pool)
    return base::mistake{pool.error()};
  const auto there = ask(which.daemon, {.path = {"pools", *pool, "backends"}});
  if (!there)
    return base::mistake{there.error()};
  for (const auto& row : there->at("backends")) {
    known_backend one{.pool = *pool, .id = row.at("id"), .url = row.at("url")};
    if (which.backend.means(one.id, one.url))
      return one;
  }
  return base::mistake{
      fmt::format("{} has no backend {}; `loadex backends` shows those that there are", *pool, which.backend.text())};
}

} // namespace loadex::cli
