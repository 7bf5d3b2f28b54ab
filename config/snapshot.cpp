#include "config/snapshot.hpp"

#include "base/text.hpp"
#include "config/setting_table.hpp"
#include "config/sites.hpp"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::config {

namespace {

/// From these something has been built that lasts as long as the process. `scheduler.*` are all of that section.
constexpr auto lasting = std::to_array<std::string_view>({
    "workers",
    "io",
    "handover",
    "admin.listen",
    "admin.socket-mode",
    "admin.certificate",
    "admin.key",
    "scheduler.*",
});

bool follows(const setting& row) {
  return std::ranges::none_of(lasting, [&](std::string_view name) {
    return name == row.name() || (name.ends_with(".*") && name.substr(0, name.size() - 2) == row.section);
  });
}

} // namespace

std::span<const std::string_view> waiting_for_start() {
  return lasting;
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

std::vector<std::string> told_names_of(const std::vector<listener_settings>& listeners) {
  std::set<std::string> all;
  for (const auto& listener : listeners)
    if (listener.tls)
      for (const auto& header : listener.tls->client_headers)
        if (const auto name = base::lower(header.name); name != "client-cert" && name != "client-cert-chain")
          all.insert(name);
  return {all.begin(), all.end()};
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
  of.told_names = told_names_of(of.all.listeners);
  if (of.pools.empty())
    of.pools.push_back(in_force_for(only_pool(of.all)));
  if (of.listeners.empty())
    of.listeners.push_back(in_force_for(only_listener(of.all)));
}

snapshot_ptr finished(std::shared_ptr<snapshot> whole) {
  resolve(*whole);
  whole->id = id_of(whole->all);
  return whole;
}

/// Adds the names of what is in one list and not in the other, or differently.
template <class Site, class Print>
void compare(const std::vector<Site>& now, const std::vector<Site>& next, const std::string& section, Print print,
             std::vector<std::string>& changed) {
  const auto note = [&](const std::string& name) { changed.push_back(std::string(section).append(".").append(name)); };
  std::map<std::string, std::string> before;
  for (const auto& site : now)
    before.emplace(site.how.name, print(site.how));
  for (const auto& site : next) {
    const auto known = before.find(site.how.name);
    if (known == before.end() || known->second != print(site.how))
      note(site.how.name);
    if (known != before.end())
      before.erase(known);
  }
  for (const auto& [name, text] : before) // what is left has gone
    note(name);
}

} // namespace

std::string id_of(const settings& all) {
  const auto text = settings_as_file(all);
  const auto hash = XXH3_128bits(text.data(), text.size());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (unsigned shift = 64; shift > 16; shift -= 4)
    id += digits[(hash.high64 >> (shift - 4)) & 0xf];
  return id;
}

snapshot_ptr make_snapshot(settings all) {
  auto first = std::make_shared<snapshot>();
  first->all = std::move(all);
  return finished(std::move(first));
}

succession succeed(const snapshot& now, const settings& wanted) {
  auto next = std::make_shared<snapshot>();
  next->version = now.version + 1;
  next->all = now.all;
  succession result;
  const bool sites = has_sites(now.all) || has_sites(wanted);
  for (const auto& row : setting_table()) {
    if (row.same(wanted, now.all))
      continue;
    if (!follows(row)) {
      result.wait_for_start.push_back(row.name());
      continue;
    }
    row.copy(next->all, wanted);
    if (!sites || !is_of_only_site(row))
      result.changed.push_back(row.name());
  }
  next->all.listeners = wanted.listeners;
  next->all.pools = wanted.pools;
  result.next = finished(next);
  if (sites) {
    compare(now.listeners, next->listeners, listeners_section, print_listener, result.changed);
    compare(now.pools, next->pools, pools_section, print_pool, result.changed);
  }
  return result;
}

} // namespace loadex::config
