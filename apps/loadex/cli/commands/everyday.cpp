#include "apps/loadex/cli/commands/everyday.hpp"

#include "apps/loadex/cli/commands/choice.hpp"
#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/api.hpp"
#include "apps/loadex/cli/daemon/complaint.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/render.hpp"

#include <boost/url/url.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace loadex::cli {

using nlohmann::ordered_json;

namespace {

http_request question(const daemon_access& daemon, http_method method, std::string target) {
  http_request asked{.method = method, .target = std::move(target)};
  asked.token = daemon.token;
  return asked;
}

/// The pools without a healthy backend, after their backends and, where the API tells of them, by name.
std::string down(const daemon_access& daemon, const ordered_json& health) {
  const bool any = std::ranges::any_of(health, [](const ordered_json& healthy) { return healthy.get<bool>(); });
  if (!any)
    return "no backend is healthy";
  const auto pools = ask(daemon, {.path = {"pools"}});
  std::string named;
  if (pools) // it is no part of what every daemon answers
    for (const auto& pool : pools->at("pools"))
      if (pool.at("backends").at("healthy") == 0)
        named += (named.empty() ? "" : ", ") + pool.at("name").get<std::string>();
  return named.empty() ? "" : "no backend is healthy in " + named;
}

/// The address of old knows nothing but a URL.
int add_as_described(const daemon_access& daemon, const addition& what) {
  return guarded(daemon, [&] {
    const auto pool = pool_meant({.daemon = daemon, .pool = what.pool});
    if (!pool)
      return fail(pool.error());
    ordered_json body{{"url", what.url}, {"backup", what.backup}};
    if (what.weight)
      body["weight"] = *what.weight;
    if (what.max_connections)
      body["max_connections"] = *what.max_connections;
    const auto said =
        ask(daemon, {.method = http_method::post, .path = {"pools", *pool, "backends"}, .body = std::move(body)});
    if (!said)
      return fail(said.error());
    fmt::print("{}", printable(fmt::format("Added {} to the pool\n", said->at("url").get<std::string>())));
    return int{exit_ok};
  });
}

} // namespace

int show_health(const daemon_access& daemon, output_format format) {
  const auto result = fetch(daemon.url, question(daemon, http_method::get, "/api/health"), patience);
  if (!succeeded(result))
    return fail(complaint(daemon.url, result));
  return guarded(daemon, [&] {
    const auto health = ordered_json::parse(result.response->body);
    print(health, format, [](const ordered_json& said) { return health_table(said, wants_colours(stdout)); });
    const auto why = down(daemon, health);
    return why.empty() ? int{exit_ok} : fail(why, exit_unhealthy);
  });
}

int make_requests(const traffic_plan& plan, output_format format) {
  const auto result = [&plan] {
    progress_line progress;
    return send_traffic(
        plan, [&](const traffic_summary& so_far) { progress.update(so_far.total(), plan.requests, so_far.failed()); });
  }();
  constexpr auto replaced = ordered_json::error_handler_t::replace; // what is no UTF-8 in a backend's name
  fmt::print("{}", format == output_format::json ? traffic_json(plan, result).dump(2, ' ', false, replaced) + "\n"
                                                 : traffic_report(plan, result, wants_colours(stdout)));
  const auto& summary = result.summary;
  if (summary.total() < plan.requests)
    return fail(fmt::format("stopped after {} of {} requests", summary.total(), plan.requests));
  if (summary.distribution().empty())
    return fail(complaint(plan.server, {.response = std::nullopt, .failure = summary.failures().begin()->first}));
  return summary.failed() > 0 ? exit_failed : exit_ok;
}

int add_server(const daemon_access& daemon, const addition& what) {
  if (what.weight || what.backup || what.max_connections)
    return add_as_described(daemon, what);
  boost::urls::url address{"/api/add"};
  address.params().append({"url", what.url});
  if (!what.pool.empty())
    address.params().append({"pool", what.pool});
  const auto result = fetch(daemon.url, question(daemon, http_method::post, address.buffer()), patience);
  if (!succeeded(result))
    return fail(complaint(daemon.url, result));
  const auto text = printable(result.response->body);
  fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
  return exit_ok;
}

int check_readiness(const daemon_access& daemon) {
  const auto result = fetch(daemon.url, question(daemon, http_method::get, "/readyz"), patience);
  if (succeeded(result))
    return exit_ok;
  const bool is_not_ready = result.response && result.response->status == 503;
  return fail(complaint(daemon.url, result), is_not_ready ? exit_unhealthy : exit_failed);
}

} // namespace loadex::cli
