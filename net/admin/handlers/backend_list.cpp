#include "net/admin/handlers/backend_list.hpp"

#include "base/text.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/query.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

using actors::health::state;
using nlohmann::ordered_json;

/// Rows that are written at a time. With many backends all of them take a while: the probes have their turn in between.
constexpr std::size_t slice = 250;

/// A pool's backends, as rows of the answer. It is shared with the control thread, which writes them.
struct listed {
  std::optional<std::string> pool; // in each row, if it is named
  backend_descriptions backends;

  std::string rows_from(std::size_t first) const {
    std::string text;
    for (const auto& backend : std::span(backends).subspan(first, std::min(slice, backends.size() - first))) {
      auto row = pool ? ordered_json{{"pool", *pool}} : ordered_json::object();
      row.update(shown(backend));
      text.append(as_text(row)).append(",");
    }
    return text;
  }
};

/// The state that `?state=` names.
std::variant<std::optional<state>, http::own_response> state_wanted(const request& asked) {
  const auto name = parameter(asked.target, "state");
  if (name.empty())
    return std::optional<state>();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < actors::health::state_count; ++i)
    if (const auto one = static_cast<state>(i); name == names.emplace_back(to_string(one)))
      return std::optional(one);
  const auto all = base::join(names, ", ", [](const std::string& word) { return word; });
  return refuse_fields({{"state", "must be one of " + all + base::did_you_mean(name, names)}});
}

awaitable<answer> list_of(call incoming, std::vector<known_pool> pools, bool names_pools) {
  auto wanted = state_wanted(incoming.asked);
  if (auto* refused = std::get_if<http::own_response>(&wanted))
    co_return std::move(*refused);
  const auto only = std::get<0>(wanted);
  std::string rows;
  for (const auto& pool : pools) {
    auto told = co_await describe_backends(incoming.on, pool.orders);
    if (!told)
      continue;
    if (only)
      std::erase_if(*told, [&](const auto& backend) { return backend.state != *only; });
    const auto name = names_pools ? std::optional(pool.name) : std::nullopt;
    const auto all = std::make_shared<const listed>(listed{name, std::move(*told)});
    for (std::size_t first = 0; first < all->backends.size(); first += slice) {
      auto write = [all, first] { return all->rows_from(first); };
      const auto some = co_await make_on(incoming.home.control, incoming.on, std::move(write));
      if (!some)
        co_return loadex_stops();
      rows += *some;
    }
  }
  if (!rows.empty())
    rows.pop_back(); // the last comma
  co_return http::own_response{
      .status = 200, .type = "application/json", .body = "{\"backends\":[" + std::move(rows) + "]}\n"};
}

} // namespace

awaitable<answer> all_backends(call incoming) {
  auto pools = all_pools(incoming.pools);
  return list_of(std::move(incoming), std::move(pools), true);
}

awaitable<answer> backends(call incoming) {
  const auto pool = find_pool(incoming.pools, incoming.in_path.front());
  if (!pool)
    co_return no_such_pool();
  std::vector<known_pool> only(1, *pool);
  co_return co_await list_of(std::move(incoming), std::move(only), false);
}

} // namespace loadex::net::admin::handlers
