#include "apps/loadex/cli/commands.hpp"

#include "apps/loadex/cli/complaint.hpp"
#include "apps/loadex/cli/http_client.hpp"
#include "apps/loadex/cli/render.hpp"
#include "apps/loadex/cli/terminal.hpp"

#include <boost/url/url.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace loadex::cli {

int show_health(const server_url& daemon, output_format format) {
  const auto result = fetch(daemon, {.target = "/api/health"}, patience);
  if (!succeeded(result))
    return fail(complaint(daemon, result));
  try {
    const auto health = nlohmann::ordered_json::parse(result.response->body);
    const auto table = health_table(health, wants_colours(stdout));
    fmt::print("{}", format == output_format::json ? health.dump(2) + "\n" : table);
    return exit_ok;
  } catch (const nlohmann::json::exception&) {
    return fail(no_load_balancer(daemon));
  }
}

int make_requests(const traffic_plan& plan, output_format format) {
  const auto result = [&plan] {
    progress_line progress;
    return send_traffic(
        plan, [&](const traffic_summary& so_far) { progress.update(so_far.total(), plan.requests, so_far.failed()); });
  }();
  fmt::print("{}", format == output_format::json ? traffic_json(plan, result).dump(2) + "\n"
                                                 : traffic_report(plan, result, wants_colours(stdout)));
  const auto& summary = result.summary;
  if (summary.total() < plan.requests)
    return fail(fmt::format("stopped after {} of {} requests", summary.total(), plan.requests));
  if (summary.distribution().empty())
    return fail(complaint(plan.server, {.response = std::nullopt, .failure = summary.failures().begin()->first}));
  return summary.failed() > 0 ? exit_failed : exit_ok;
}

int add_server(const server_url& daemon, const std::string& target, const std::string& pool) {
  boost::urls::url address{"/api/add"};
  address.params().append({"url", target});
  if (!pool.empty())
    address.params().append({"pool", pool});
  const auto result = fetch(daemon, {.method = http_method::post, .target = address.buffer()}, patience);
  if (!succeeded(result))
    return fail(complaint(daemon, result));
  const auto& text = result.response->body;
  fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
  return exit_ok;
}

int check_readiness(const server_url& daemon) {
  const auto result = fetch(daemon, {.target = "/readyz"}, patience);
  return succeeded(result) ? exit_ok : fail(complaint(daemon, result));
}

} // namespace loadex::cli
