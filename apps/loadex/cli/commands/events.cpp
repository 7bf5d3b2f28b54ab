#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands/insight.hpp"
#include "apps/loadex/cli/commands/since.hpp"
#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/follower.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/event_line.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <string_view>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

/// All that the daemon keeps after one event, over as many pages as it takes.
base::expected<ordered_json> kept_after(const event_choice& which, std::uint64_t after) {
  ordered_json all{{"events", ordered_json::array()}, {"latest", after}, {"missed", 0}};
  for (bool first = true;; first = false) {
    api_question question{.path = {"events"}, .query = {{"after", std::to_string(after)}}};
    if (!which.pool.empty())
      question.query.emplace_back("pool", which.pool);
    auto page = ask(which.daemon, question);
    if (!page)
      return page;
    const auto& events = page->at("events");
    if (first)
      all["missed"] = page->at("missed");
    all["latest"] = page->at("latest");
    if (events.empty())
      return all;
    after = events.back().at("id");
    for (const auto& event : events)
      all["events"].push_back(event);
  }
}

void tell_missed(std::uint64_t count) {
  if (count > 0)
    fmt::print(stderr, "loadex: {} event{} before these {} no longer kept\n", count, count == 1 ? "" : "s",
               count == 1 ? "is" : "are");
}

/// What is kept, printed; the id of the latest event there is.
base::expected<std::uint64_t> show_kept(const event_choice& which) {
  const auto since = point_in_events::parse(which.since).value();
  const auto kept = kept_after(which, since.id);
  if (!kept)
    return base::mistake{kept.error()};
  auto page = *kept;
  auto& wanted = page["events"];
  wanted = ordered_json::array();
  for (const auto& event : kept->at("events"))
    if (since.is_before(event.at("time").get<std::string>()))
      wanted.push_back(event);
  if (which.format == output_format::table)
    tell_missed(since.is_a_time() ? 0 : kept->at("missed").get<std::uint64_t>());
  const bool as_page = which.format == output_format::json && !which.follow;
  if (as_page)
    print(page, which.format, {});
  else
    for (const auto& event : wanted)
      fmt::print("{}",
                 which.format == output_format::json ? event.dump() + "\n" : event_line(event, wants_colours(stdout)));
  std::fflush(stdout);
  return kept->at("latest").get<std::uint64_t>();
}

void show(const stream_event& said, output_format format) {
  const auto data = ordered_json::parse(said.data);
  if (said.type == "missed")
    fmt::print(stderr, "loadex: {} events were missed\n", data.at("missed").get<std::uint64_t>());
  else
    fmt::print("{}", format == output_format::json ? data.dump() + "\n" : event_line(data, wants_colours(stdout)));
  std::fflush(stdout); // whoever reads it waits for it
}

} // namespace

int show_events(const event_choice& which) {
  return guarded(which.daemon, [&] {
    following to_come{.daemon = which.daemon, .pool = which.pool};
    if (!which.follow || !which.since.empty()) {
      const auto latest = show_kept(which);
      if (!latest)
        return fail(latest.error());
      to_come.last = std::to_string(*latest);
    }
    if (!which.follow)
      return int{exit_ok};
    return fail(follow_events(
        std::move(to_come), [&](const stream_event& said) { show(said, which.format); },
        [](const std::string& why) { fmt::print(stderr, "loadex: {}; trying again\n", why); }));
  });
}

} // namespace loadex::cli
