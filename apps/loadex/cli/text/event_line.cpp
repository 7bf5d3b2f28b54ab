#include "apps/loadex/cli/text/event_line.hpp"

#include "apps/loadex/cli/terminal/paint.hpp"
#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace loadex::cli {

namespace {

using nlohmann::ordered_json;

/// Its colour: red for what takes capacity away, green for what gives it back.
std::string painted(const std::string& kind, bool colours) {
  constexpr std::array<std::string_view, 4> bad{"backend down", "backend ejected", "backend spared", "pool down"};
  constexpr std::array<std::string_view, 3> good{"backend up", "backend enabled", "pool up"};
  const auto shown = printable(kind);
  if (std::ranges::find(bad, kind) != bad.end())
    return coloured(shown, fmt::terminal_color::red, colours);
  return std::ranges::find(good, kind) != good.end() ? coloured(shown, fmt::terminal_color::green, colours) : shown;
}

/// `; by admin token from 127.0.0.1` and the like, as far as it is known.
std::string asker(const ordered_json& event) {
  const auto who = event.value("who", event.value("by", ""));
  const auto from = event.value("from", "");
  if (who.empty() && from.empty())
    return {};
  return "; by " + (who.empty() ? "somebody" : who) + (from.empty() ? "" : " from " + from);
}

} // namespace

std::string event_line(const ordered_json& event, bool colours) {
  auto subject = event.value("pool", "");
  if (event.contains("backend"))
    subject += (subject.empty() ? "" : " ") + event.at("backend").get<std::string>();
  if (event.contains("backend_id"))
    subject += fmt::format(" ({})", event.at("backend_id").get<std::uint64_t>());

  std::string more;
  const auto before = event.value("before", "");
  const auto after = event.value("after", "");
  if (!before.empty() || !after.empty())
    more += fmt::format(", {} → {}", before.empty() ? "-" : before, after.empty() ? "-" : after);
  more += asker(event);
  const auto told_already = fmt::format("{} to {}", before, after);
  for (const char* member : {"reason", "detail"})
    if (const auto text = event.value(member, ""); !text.empty() && text != told_already)
      more += "; " + text;
  return fmt::format("{}  {}  {}{}{}\n", event.at("id").get<std::uint64_t>(),
                     printable(event.at("time").get<std::string>()), painted(event.at("kind"), colours),
                     subject.empty() ? "" : ": " + printable(subject), printable(more));
}

} // namespace loadex::cli
