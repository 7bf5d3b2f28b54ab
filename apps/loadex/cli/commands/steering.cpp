#include "apps/loadex/cli/commands/steering.hpp"

#include "apps/exit_code.hpp"
#include "apps/loadex/cli/commands/telling.hpp"
#include "apps/loadex/cli/daemon/api.hpp"
#include "apps/loadex/cli/daemon/drain_watch.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"
#include "apps/loadex/cli/terminal/terminal.hpp"
#include "apps/loadex/cli/text/render.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <functional>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;
using answer = base::expected<ordered_json>;

constexpr std::chrono::minutes longest_probe{11}; // health.timeout is 10 at most

/// Has one backend changed, and tells how it is then.
int change(const backend_choice& which, http_method method, const std::string& action, const ordered_json& body,
           const std::function<std::string(const ordered_json&)>& text) {
  return guarded(which.daemon, [&] {
    const auto backend = find(which);
    if (!backend)
      return fail(backend.error());
    auto question = backend->question(method, action);
    question.body = body;
    const auto said = ask(which.daemon, question);
    return said ? print(*said, which.format, text) : fail(said.error());
  });
}

/// Orders it, and waits for the end; where stderr is a terminal it shows how many requests are left.
answer wait_for(const drain_choice& which, const known_backend& backend, const api_question& order) {
  const auto longest = which.deadline + patience;
  const auto request = as_request(order, which.daemon.token);
  if (!is_terminal(stderr))
    return read_answer(which.daemon.url, fetch(which.daemon.url, request, longest));
  progress_line progress;
  const auto show = [&](const http_result& result) {
    const auto now = read_answer(which.daemon.url, result);
    if (now && now->contains("in_flight"))
      progress.show(printable(fmt::format("{}: {} left", backend.url, requests(now->at("in_flight")))));
  };
  const auto state = as_request(backend.question(http_method::get), which.daemon.token);
  return read_answer(which.daemon.url, await_answer(which.daemon.url, request, longest, state, show));
}

int empty(const drain_choice& which, http_method method, const std::string& action, std::string_view afterwards) {
  return guarded(which.daemon, [&] {
    const auto backend = find(which);
    if (!backend)
      return fail(backend.error());
    auto order = backend->question(method, action);
    order.query = {{"deadline", fmt::format("{}ms", which.deadline.count())}, {"wait", which.waits ? "true" : "false"}};
    const auto said = which.waits ? wait_for(which, *backend, order) : ask(which.daemon, order);
    if (!said)
      return fail(said.error());
    if (!which.waits)
      return print(*said, which.format,
                   [&](const ordered_json& now) { return drain_begun(backend->url, now, afterwards); });
    const std::uint64_t left = said->at("requests_left");
    if (left == 0 || which.format == output_format::json)
      print(*said, which.format, [&](const ordered_json&) {
        return printable(fmt::format("{} is empty and {}\n", backend->url, afterwards));
      });
    if (left == 0)
      return int{exit_ok};
    return fail(fmt::format("{} is {}, but {} left", backend->url, afterwards,
                            requests(left) + (left == 1 ? " was" : " were")));
  });
}

} // namespace

int show_pools(const daemon_access& daemon, output_format format) {
  return guarded(daemon, [&] {
    const auto said = ask(daemon, {.path = {"pools"}});
    return said ? print(*said, format, pools_table) : fail(said.error());
  });
}

int show_backends(const pool_choice& of, const std::string& state) {
  return guarded(of.daemon, [&] {
    api_question question{.path = {"backends"}};
    if (!of.pool.empty())
      question.path = {"pools", of.pool, "backends"};
    if (!state.empty())
      question.query = {{"state", state}};
    const auto said = ask(of.daemon, question);
    if (!said)
      return fail(said.error());
    return print(*said, of.format,
                 [](const ordered_json& list) { return backends_table(list, wants_colours(stdout)); });
  });
}

int change_algorithm(const pool_choice& of, const std::string& name) {
  return guarded(of.daemon, [&] {
    const auto pool = pool_meant(of);
    if (!pool)
      return fail(pool.error());
    const auto said =
        ask(of.daemon, {.method = http_method::patch, .path = {"pools", *pool}, .body = {{"algorithm", name}}});
    if (!said)
      return fail(said.error());
    return print(*said, of.format, [](const ordered_json& now) {
      return printable(
          fmt::format("{} chooses by {}\n", now.at("name").get<std::string>(), now.at("algorithm").get<std::string>()));
    });
  });
}

int change_weight(const backend_choice& of, std::int64_t weight) {
  return change(of, http_method::patch, {}, {{"weight", weight}}, [](const ordered_json& now) {
    return printable(
        fmt::format("{} has weight {}\n", now.at("url").get<std::string>(), now.at("weight").get<std::int64_t>()));
  });
}

int enable_backend(const backend_choice& which) {
  return change(which, http_method::post, "enable", {}, state_line);
}

int disable_backend(const backend_choice& which) {
  return change(which, http_method::post, "disable", {}, state_line);
}

int probe_backend(const backend_choice& which) {
  return guarded(which.daemon, [&] {
    const auto backend = find(which);
    if (!backend)
      return fail(backend.error());
    const auto said = ask(which.daemon, backend->question(http_method::post, "probe"), longest_probe);
    if (!said)
      return fail(said.error());
    print(*said, which.format, probe_line);
    return said->at("ok").get<bool>() ? int{exit_ok} : int{exit_unhealthy};
  });
}

int drain_backend(const drain_choice& which) {
  return empty(which, http_method::post, "drain", "disabled");
}

int remove_backend(const drain_choice& which) {
  return empty(which, http_method::delete_, {}, "removed");
}

} // namespace loadex::cli
