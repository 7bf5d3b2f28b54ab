#include "net/admin/handlers/config.hpp"

#include "actors/runtime/compat.hpp"
#include "base/text.hpp"
#include "config/live.hpp"
#include "config/own_settings.hpp"
#include "config/setting_table.hpp"
#include "net/admin/configuration.hpp"
#include "net/admin/etag.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/problem.hpp"
#include "net/admin/timestamp.hpp"
#include "net/io/ask.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

/// Takes the digits that `text` begins with, and the colon behind them.
std::string take_number(std::string_view& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  if (end == 0 || !text.substr(end).starts_with(":"))
    return {};
  std::string number(text.substr(0, end));
  text.remove_prefix(end + 1);
  return number;
}

/// A problem's place and the rest of it: `f:3:9: the line ...` is in column 9 of line 3 of the file `f`, `--algo: ...`
/// an option.
fault as_fault(std::string_view problem, std::string_view file) {
  if (problem.starts_with(file) && problem.substr(file.size()).starts_with(":")) {
    auto rest = problem.substr(file.size() + 1);
    const auto line = take_number(rest);
    const auto column = take_number(rest);
    auto where = line.empty() ? std::string(file) : "line " + line + (column.empty() ? "" : ", column " + column);
    return {std::move(where), std::string(base::trim(rest))};
  }
  const auto colon = problem.find(": ");
  if (colon == std::string_view::npos)
    return {std::string(file), std::string(problem)};
  return {std::string(problem.substr(0, colon)), std::string(problem.substr(colon + 2))};
}

http::own_response refusal(const denial& why, const std::string& file) {
  std::vector<fault> faults;
  for (const auto& one : why.problems)
    faults.push_back(as_fault(one, file));
  switch (why.why) {
  case denial::cause::no_file:
    return problem(409, "There is no configuration file: Loadex was started without.");
  case denial::cause::changed:
    return problem(412, "Another configuration is in force by now than If-Match names.");
  case denial::cause::no_writing:
    return problem(409, file + " is left as it is: " + why.problems.front());
  case denial::cause::bad_text:
    break;
  }
  return refuse_fields(faults);
}

/// What the asker says that it knows.
precondition known_by(const request& asked) {
  if (asked.if_match.empty())
    return {};
  return [tags = std::string(asked.if_match)](std::string_view tag) { return matches(tags, tag); };
}

// ---- in force ----

/// With its text, written on the control thread: with many backends that takes a while.
http::own_response as_answer(const config::settings& all, const std::string& id_of_file,
                             const std::string& if_none_match) {
  const auto tag = tag_of(all, id_of_file);
  http::own_response response;
  if (matches_weakly(if_none_match, tag))
    response.status = 304;
  else
    response.body = config::settings_as_file(all);
  response.headers = "ETag: " + etag_of(tag) + "\r\n";
  return response;
}

// ---- plans ----

std::string_view word_of(configuration_plan::kind what) {
  constexpr std::array<std::string_view, 4> words{"unchanged", "added", "removed", "changed"};
  return words.at(static_cast<std::size_t>(what));
}

ordered_json names_of(const std::vector<config::backend_settings>& backends, bool with_weight) {
  auto all = ordered_json::array();
  for (const auto& b : backends) {
    all.push_back({{"url", b.url.text()}});
    if (with_weight)
      all.back()["weight"] = b.weight;
  }
  return all;
}

/// What of a backend is otherwise than in `other`.
ordered_json differing(const config::backend_settings& one, const config::backend_settings& other) {
  auto shown = ordered_json::object();
  if (one.weight != other.weight)
    shown["weight"] = one.weight;
  if (one.backup != other.backup)
    shown["backup"] = one.backup;
  if (one.max_connections != other.max_connections)
    shown["max_connections"] = one.max_connections ? ordered_json(*one.max_connections) : ordered_json();
  if (one.health != other.health)
    shown["health"] = config::print_own(one.health, "health");
  return shown;
}

ordered_json shown(const configuration_plan::pool& pool) {
  auto algorithm = ordered_json::object();
  if (pool.before)
    algorithm["before"] = config::to_string(*pool.before);
  if (pool.after)
    algorithm["after"] = config::to_string(*pool.after);
  auto changes = ordered_json::array();
  for (const auto& [before, after] : pool.changes)
    changes.push_back(
        {{"url", after.url.text()}, {"before", differing(before, after)}, {"after", differing(after, before)}});
  return {{"name", pool.name},
          {"change", word_of(pool.what)},
          {"joins", names_of(pool.joins, true)},
          {"leaves", names_of(pool.leaves, false)},
          {"changes", std::move(changes)},
          {"algorithm", std::move(algorithm)},
          {"keys_moved", pool.keys_moved ? ordered_json(*pool.keys_moved) : ordered_json()}};
}

ordered_json shown(const configuration_plan& plan) {
  auto pools = ordered_json::array();
  for (const auto& pool : plan.pools)
    pools.push_back(shown(pool));
  auto listeners = ordered_json::array();
  for (const auto& listener : plan.listeners)
    listeners.push_back({{"name", listener.name}, {"change", word_of(listener.what)}});
  return {{"changed", plan.changed},
          {"wait_for_restart", plan.wait_for_restart},
          {"pools", std::move(pools)},
          {"listeners", std::move(listeners)}};
}

ordered_json shown(const configuration_saved& done) {
  auto not_saved = ordered_json::array();
  for (const auto& one : done.not_saved) {
    not_saved.push_back({{"name", one.name}});
    if (!one.backend.empty())
      not_saved.back()["backend"] = one.backend;
    not_saved.back()["why"] = one.why;
  }
  return {{"file", done.file}, {"saved", done.saved}, {"not_saved", std::move(not_saved)}};
}

ordered_json shown(const configuration_adopted& done) {
  return {{"id", done.id},
          {"version", done.version},
          {"changed", done.changed},
          {"wait_for_restart", done.wait_for_restart}};
}

/// The answer to what was asked of `configured`, whose file, or a text that stands for it, is called `name`.
template <class Done>
http::own_response as_answer(const std::optional<or_denial<Done>>& done, const std::string& name) {
  if (!done)
    return loadex_stops();
  if (const auto* why = std::get_if<denial>(&*done))
    return refusal(*why, name);
  return json_answer(200, shown(std::get<Done>(*done)));
}

} // namespace

awaitable<answer> configuration_in_force(call incoming) {
  const auto now = incoming.home.configured->now();
  const auto file = incoming.home.configured->id_of_file();
  const auto there = all_pools(incoming.pools);
  std::vector<config::live_pool> live;
  for (const auto& pool : there) {
    auto told = co_await io::ask<actors::settings_in_force>(
        incoming.on, [&](auto reply) { actors::tell(pool.orders, actors::describe_settings{std::move(reply)}); });
    if (!told) // it has ended
      continue;
    told->what.name = pool.name;
    live.push_back(std::move(told->what));
  }
  auto write = [now, file, live = std::move(live), seen = std::string(incoming.asked.if_none_match)] {
    return as_answer(config::with_live(now->all, live), file, seen);
  };
  co_return co_await write_on(incoming.home.control, incoming.on, std::move(write));
}

awaitable<answer> plan_configuration(call incoming) {
  if (incoming.asked.body.empty())
    co_return problem(422, "The text is empty.");
  if (!base::is_utf8(incoming.asked.body))
    co_return problem(422, "The text is not UTF-8.");
  const auto planned = co_await io::ask<or_denial<configuration_plan>>(incoming.on, [&](auto reply) {
    incoming.home.configured->plan(std::string(incoming.asked.body), std::move(reply));
  });
  const std::string name(sent_text);
  co_return as_answer(planned, name);
}

awaitable<answer> save_configuration(call incoming) {
  if (incoming.asked.if_match.empty())
    co_return problem(428, "Say in If-Match which configuration is to be saved: the ETag of GET /loadex/v1/config.");
  auto& configured = *incoming.home.configured;
  const auto done = co_await io::ask<or_denial<configuration_saved>>(
      incoming.on, [&](auto reply) { configured.save(incoming.asked.by, known_by(incoming.asked), std::move(reply)); });
  co_return as_answer(done, configured.file());
}

awaitable<answer> reload_configuration(call incoming) {
  auto& configured = *incoming.home.configured;
  const auto done = co_await io::ask<or_denial<configuration_adopted>>(incoming.on, [&](auto reply) {
    configured.reload(incoming.asked.by, known_by(incoming.asked), std::move(reply));
  });
  co_return as_answer(done, configured.file());
}

awaitable<answer> reload_state(call incoming) {
  const auto held = incoming.home.reloads.now_held();
  const auto& file = incoming.home.configured->file();
  ordered_json shown{{"id", held.id},
                     {"since", timestamp(std::chrono::system_clock::from_time_t(held.since))},
                     {"file", file.empty() ? ordered_json() : ordered_json(file)},
                     {"adopted", incoming.home.reloads.adopted()},
                     {"refused", incoming.home.reloads.refused()},
                     {"last", nullptr}};
  if (const auto last = incoming.home.configured->latest_reload())
    shown["last"] = {
        {"result", last->adopted ? "adopted" : "refused"}, {"time", timestamp(last->at)}, {"problems", last->problems}};
  co_return json_answer(200, shown);
}

} // namespace loadex::net::admin::handlers
