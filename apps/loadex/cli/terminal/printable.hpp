#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loadex::cli {

/// `text` with `?` for what a terminal would obey: others have written it, and it is only to be read. Line ends stay.
std::string printable(std::string_view text);

/// How many columns of a terminal a text of UTF-8 takes; of what we print each character takes one.
std::size_t columns_of(std::string_view text);

/// The beginning of `text`, of at most so many columns; `…` at its end says that there is more.
std::string shortened(std::string_view text, std::size_t columns);

} // namespace loadex::cli
