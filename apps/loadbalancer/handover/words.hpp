#pragma once

#include <string_view>

namespace loadex::handover::words {

/// The new process is ready, and accepts; the old one, once it does no more, answers with its greeting. Whatever else
/// the new one says is why it gives up.
inline constexpr std::string_view taken = "taken";

/// The old process ends, and hands over no more. Whatever else it says in the place of an answer is why it does not.
inline constexpr auto told_to_stop = "it has been told to stop";

} // namespace loadex::handover::words
