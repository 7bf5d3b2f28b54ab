#pragma once

#include <string_view>

namespace loadex::handover::words {

/// The new process is ready, and accepts; the old one, once it does no more, answers with its greeting. Whatever else
/// the new one says is why it gives up.
inline constexpr std::string_view taken = "taken";

} // namespace loadex::handover::words
