#include "config/snapshot.hpp"

#include "config/setting_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace loadex::config {

namespace {

/// Those that are read from the newest snapshot wherever they count.
constexpr auto followers = std::to_array<std::string_view>({
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
});

} // namespace

std::span<const std::string_view> followed_at_once() {
  return followers;
}

snapshot_ptr make_snapshot(settings all) {
  return std::make_shared<const snapshot>(snapshot{.all = std::move(all)});
}

succession succeed(const snapshot& now, const settings& wanted) {
  auto next = std::make_shared<snapshot>(snapshot{now.version + 1, now.all});
  succession result;
  for (const auto& row : setting_table()) {
    if (row.print(wanted) == row.print(now.all))
      continue;
    if (std::ranges::count(followers, row.name()) > 0)
      row.copy(next->all, wanted);
    else
      result.wait_for_start.push_back(row.name());
  }
  result.next = std::move(next);
  return result;
}

} // namespace loadex::config
