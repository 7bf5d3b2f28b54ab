#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// One JSON object a line on stdout: `time`, `level`, `msg`, then the event's own fields.
namespace loadex::observability {

enum class level { debug, info, warn, error };

/// The level called `name` (DEBUG, INFO, WARN, ERROR in any case), if there is one.
std::optional<level> level_from(std::string_view name);

/// Opens the log. Lines are written by a thread of its own, so that no caller waits for stdout; when the reader is too
/// slow the oldest are lost. Before this nothing is logged.
void start_logging(level lowest);

/// From now on nothing below `lowest` is logged. Any thread.
void change_log_level(level lowest);

/// Writes out what is queued and closes the log. Waits for stdout's reader, who may never come.
void stop_logging();

/// Whether a line of level `l` would be written.
bool logs(level l) noexcept;

using field_value = std::variant<std::string, std::int64_t, double, bool>;

/// Logs `event`, such as `backend down`, with its fields but those without text. Any thread; never blocks.
void log_event(level l, std::string_view event,
               std::initializer_list<std::pair<std::string_view, field_value>> fields = {});

} // namespace loadex::observability
