#include "config/snapshot.hpp"

#include "config/setting_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace loadex::config {

namespace {

/// Those that are read from the newest snapshot wherever they count, and of the pool and the log, which are told.
/// `health.*` are all of that section.
constexpr auto followers = std::to_array<std::string_view>({
    "algo",
    "backends",
    "health.*",
    "circuit.*",
    "proxy.connect-timeout",
    "proxy.response-timeout",
    "proxy.header-timeout",
    "proxy.idle-timeout",
    "proxy.body-timeout",
    "proxy.tunnel-timeout",
    "proxy.tunnel-half-closed-timeout",
    "proxy.upstream-idle-timeout",
    "proxy.attempts",
    "proxy.replay-limit",
    "proxy.no-backend-status",
    "proxy.forwarded",
    "proxy.via",
    "proxy.abort-on-close",
    "limits.body",
    "limits.upload-rate",
    "limits.requests-per-connection",
    "log.level",
});

bool follows(const setting& row) {
  return std::ranges::any_of(followers, [&](std::string_view name) {
    return name == row.name() || (name.ends_with(".*") && name.substr(0, name.size() - 2) == row.section);
  });
}

/// A backend that stays keeps its own limit; another one waits.
void keep_what_lasts(std::vector<backend_settings>& next, const std::vector<backend_settings>& now,
                     succession& result) {
  std::map<std::string, const backend_settings*> known;
  for (const auto& backend : now)
    known.emplace(backend.url.authority(), &backend);
  for (auto& backend : next) {
    const auto found = known.find(backend.url.authority());
    if (found == known.end())
      continue;
    const auto& before = *found->second;
    if (backend.max_connections != before.max_connections)
      result.wait_for_start.push_back("max-connections of " + backend.url.text());
    backend.max_connections = before.max_connections;
  }
}

} // namespace

std::span<const std::string_view> followed_at_once() {
  return followers;
}

namespace {

/// The pool that section [global] tells of.
pool_settings only_pool(const settings& all) {
  return {.name = std::string(only_name), .algo = all.global.algo, .backends = all.global.backends};
}

/// The listener that section [global] tells of.
listener_settings only_listener(const settings& all) {
  return {.name = std::string(only_name),
          .port = all.global.port,
          .address = all.global.address,
          .admin = !all.admin.listen,
          .otherwise = route_settings{.pool = std::string(only_name)}};
}

/// Works out what holds where.
void resolve(snapshot& of) {
  const auto in_force_for = [&](auto how) {
    auto traffic = in_force(of.all, how.own);
    return snapshot::in_force<decltype(how)>{std::move(how), std::move(traffic)};
  };
  of.pools.clear();
  of.listeners.clear();
  for (const auto& how : of.all.pools)
    of.pools.push_back(in_force_for(how));
  for (const auto& how : of.all.listeners)
    of.listeners.push_back(in_force_for(how));
  if (of.pools.empty())
    of.pools.push_back(in_force_for(only_pool(of.all)));
  if (of.listeners.empty())
    of.listeners.push_back(in_force_for(only_listener(of.all)));
}

} // namespace

snapshot_ptr make_snapshot(settings all) {
  auto first = std::make_shared<snapshot>();
  first->all = std::move(all);
  resolve(*first);
  return first;
}

succession succeed(const snapshot& now, const settings& wanted) {
  auto next = std::make_shared<snapshot>();
  next->version = now.version + 1;
  next->all = now.all;
  succession result;
  for (const auto& row : setting_table()) {
    if (row.print(wanted) == row.print(now.all))
      continue;
    if (!follows(row)) {
      result.wait_for_start.push_back(row.name());
      continue;
    }
    row.copy(next->all, wanted);
    if (row.name() == "backends")
      keep_what_lasts(next->all.global.backends, now.all.global.backends, result);
    if (row.print(next->all) != row.print(now.all))
      result.changed.push_back(row.name());
  }
  resolve(*next);
  result.next = std::move(next);
  return result;
}

} // namespace loadex::config
