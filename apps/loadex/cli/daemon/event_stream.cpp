#include "apps/loadex/cli/daemon/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace loadex::cli {

event_stream::event_stream(std::function<void(const stream_event&)> on_event)
    : on_event_{std::move(on_event)} {}

void event_stream::take(std::string_view piece) {
  for (const char c : piece) {
    const bool second_half = std::exchange(after_cr_, c == '\r') && c == '\n'; // of one line's end
    if (second_half)
      continue;
    if (c == '\r' || c == '\n')
      take_line(std::exchange(line_, {}));
    else if (line_.size() < most)
      line_ += c;
  }
}

void event_stream::take_line(std::string_view line) {
  if (line.empty())
    return end_event();
  const auto colon = line.find(':');
  const auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
  if (value.starts_with(' '))
    value.remove_prefix(1);
  if (field == "data") {
    event_.data.append(has_data_ ? "\n" : "").append(value);
    event_.data.resize(std::min(event_.data.size(), most));
    has_data_ = true;
  } else if (field == "event") {
    event_.type = value;
  } else if (field == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = value;
  }
}

void event_stream::end_event() {
  if (event_.type.empty())
    event_.type = "message";
  if (has_data_)
    on_event_(event_);
  event_ = {.type = {}, .id = std::move(event_.id), .data = {}};
  has_data_ = false;
}

} // namespace loadex::cli
