#include "net/admin/handlers/upgrade.hpp"

#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/upgrades.hpp"
#include "net/io/ask.hpp"

#include <utility>
#include <variant>

namespace loadex::net::admin::handlers {

namespace {

nlohmann::ordered_json shown(const upgraded::process& one) {
  return {{"process", one.number}, {"version", one.version}};
}

} // namespace

awaitable<answer> upgrade(call incoming) {
  using result = std::variant<upgraded, not_upgraded>;
  const auto done = co_await io::ask<result>(
      incoming.on, [&](auto reply) { incoming.home.upgrading->upgrade(incoming.asked.by, std::move(reply)); });
  if (!done)
    co_return loadex_stops();
  if (const auto* why = std::get_if<not_upgraded>(&*done))
    co_return problem(why->what == not_upgraded::cause::failed ? 502 : 409, why->why);
  const auto& [before, now] = std::get<upgraded>(*done);
  nlohmann::ordered_json told{{"before", shown(before)}, {"now", shown(now)}};
  co_return json_answer(200, told);
}

} // namespace loadex::net::admin::handlers
