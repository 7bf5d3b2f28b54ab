#include "apps/loadex/cli/insight.hpp"

#include "apps/loadex/cli/figures.hpp"
#include "apps/loadex/cli/listings.hpp"
#include "apps/loadex/cli/telling.hpp"
#include "apps/loadex/cli/terminal.hpp"

#include <cstdio>

namespace loadex::cli {

using nlohmann::ordered_json;

int explain_choice(const imagined_request& request) {
  return guarded(request.daemon, [&] {
    const auto pool = pool_meant(request);
    if (!pool)
      return fail(pool.error());
    const auto said = ask(request.daemon, {.path = {"pools", *pool, "explain"}, .query = request.parts});
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

int show_listeners(const pool_choice& of) {
  return guarded(of.daemon, [&] {
    const auto said = ask(of.daemon, {.path = {"listeners"}});
    return said ? print(*said, of.format, listeners_table) : fail(said.error());
  });
}

} // namespace loadex::cli
