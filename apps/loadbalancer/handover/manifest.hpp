#pragma once

#include "actors/messages/memory.hpp"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the two processes of a hand-over say to each other, as text. Both may be of different versions: what one does
/// not know it passes over, and what it misses it takes as unknown.
namespace loadex::handover {

/// With which the new process begins.
struct greeting {
  std::string version;
};

/// Requests that the old process still has with a backend.
struct remaining {
  std::string pool;
  std::string backend; // its URL
  std::int32_t in_flight = 0;

  bool operator==(const remaining&) const = default;
};

std::string to_text(const greeting& said);
std::optional<greeting> greeting_from(std::string_view text);

/// Whose the sockets are that go with the message, in their order.
std::string to_text(const std::vector<std::string>& names);
std::optional<std::vector<std::string>> names_from(std::string_view text);

std::string to_text(const std::vector<actors::pool_memory>& pools);

/// Nothing if it is no such text. Of a backend that cannot be read nothing is known.
std::optional<std::vector<actors::pool_memory>> pools_from(std::string_view text);

std::string to_text(const std::vector<remaining>& left);
std::optional<std::vector<remaining>> remaining_from(std::string_view text);

} // namespace loadex::handover
