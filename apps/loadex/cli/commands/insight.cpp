#include "apps/loadex/cli/commands/insight.hpp"

#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/figures.hpp"
#include "apps/loadex/cli/text/listings.hpp"

#include <cstdio>
#include <set>
#include <string>

namespace loadex::cli {

using nlohmann::ordered_json;

namespace {

base::expected<ordered_json> explained(const imagined_request& request, const std::string& pool) {
  return ask(request.daemon, {.path = {"pools", pool, "explain"}, .query = request.parts});
}

/// The pool that is named, else the one to which the listeners send the request.
base::expected<std::string> pool_that_takes(const imagined_request& request) {
  if (!request.pool.empty())
    return request.pool;
  const auto there = ask(request.daemon, {.path = {"pools"}});
  if (!there)
    return base::mistake{there.error()};
  const auto& pools = there->at("pools");
  const std::string any = pools.front().at("name");
  if (pools.size() == 1)
    return any;
  const auto said = explained(request, any);
  if (!said)
    return base::mistake{said.error()};
  std::set<std::string> takers;
  for (const auto& taker : said->at("taken_by"))
    if (taker.contains("pool"))
      takers.insert(taker.at("pool"));
  if (takers.size() == 1)
    return *takers.begin();
  return base::mistake{printable("say which pool with --pool:\n" + takers_text(*said))};
}

} // namespace

int explain_choice(const imagined_request& request) {
  return guarded(request.daemon, [&] {
    const auto pool = pool_that_takes(request);
    if (!pool)
      return fail(pool.error());
    const auto said = explained(request, *pool);
    if (!said)
      return fail(said.error());
    return print(*said, request.format, [](const ordered_json& it) { return explanation(it, wants_colours(stdout)); });
  });
}

int show_stats(const stats_choice& which) {
  return guarded(which.daemon, [&] {
    api_question question{.path = {"stats"},
                          .query = {{"seconds", std::to_string(which.seconds)}, {"backends", "true"}}};
    if (!which.pool.empty())
      question.query.emplace_back("pool", which.pool);
    const auto stats = ask(which.daemon, question);
    if (!stats)
      return fail(stats.error());
    if (which.format == output_format::json)
      return print(*stats, which.format, {});
    const auto backends = ask(which.daemon, {.path = {"backends"}});
    if (!backends)
      return fail(backends.error());
    return print(*stats, which.format, [&](const ordered_json& it) {
      return stats_table(read_figures(it, *backends, which.pool), wants_colours(stdout));
    });
  });
}

int show_routes(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.path = {"routes"}});
    return said ? print(*said, of.format, routes_table) : fail(said.error());
  });
}

int show_certificates(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.path = {"listeners"}});
    return said ? print(*said, of.format, certificates_table) : fail(said.error());
  });
}

int show_listeners(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.path = {"listeners"}});
    return said ? print(*said, of.format, listeners_table) : fail(said.error());
  });
}

} // namespace loadex::cli
