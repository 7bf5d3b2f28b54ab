#include "apps/loadex/cli/commands/since.hpp"

#include "base/text.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <optional>

namespace loadex::cli {

namespace {

std::optional<std::chrono::seconds> duration_from(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  const auto count = base::number_from<std::uint32_t>(text.substr(0, text.size() - 1));
  if (!count)
    return std::nullopt;
  switch (text.back()) {
  case 's':
    return std::chrono::seconds{*count};
  case 'm':
    return std::chrono::minutes{*count};
  case 'h':
    return std::chrono::hours{*count};
  case 'd':
    return std::chrono::hours{24} * *count;
  default:
    return std::nullopt;
  }
}

} // namespace

base::expected<point_in_events> point_in_events::parse(std::string_view text) {
  if (text.empty())
    return point_in_events{};
  if (const auto id = base::number_from<std::uint64_t>(text))
    return point_in_events{.id = *id};
  const auto ago = duration_from(text);
  if (!ago)
    return base::mistake{
        fmt::format("'{}' is neither the id of an event nor how long ago; write 17, or 30s, 10m, 2h or "
                    "1d",
                    text)};
  const auto then = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - *ago);
  return point_in_events{.id = 0, .time = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(then))};
}

} // namespace loadex::cli
