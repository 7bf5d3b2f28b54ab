#pragma once

#include <string>
#include <string_view>

/// Which headers a file may have written or removed.
namespace loadex::config {

/// Of a message whose headers are changed.
enum class direction {
  request,
  response,
};

/// The name, if it may be changed on the way. @throws std::invalid_argument if it says where a message ends or whom it
/// is for, or is one that Loadex writes itself
std::string changeable_header(std::string_view text, direction way);

/// The name, if backends may be told by it of a client. @throws std::invalid_argument likewise
std::string header_about_client(std::string_view text);

} // namespace loadex::config
