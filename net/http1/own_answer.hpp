#pragma once

#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <span>
#include <string>

/// What we say to a client ourselves, and how we part from it.
namespace loadex::net::http1 {

/// Sends `answer` within `patience`; false if the client has not taken all of it.
awaitable<bool> send_own(io::stream& client, io::deadline& limit, steady_clock::duration patience, std::string answer);

/// Ends our side, then reads on into `scrap` for a moment until the client has ended its own: closing with unread bytes
/// in the socket resets the connection, and the client might lose what it was told last.
awaitable<> close_gently(io::stream& client, io::deadline& limit, std::span<char> scrap);

} // namespace loadex::net::http1
