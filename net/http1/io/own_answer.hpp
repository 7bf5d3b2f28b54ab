#pragma once

#include "net/http/problem.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

#include <span>
#include <string>
#include <string_view>

/// What we say to a client ourselves, and how we part from it.
namespace loadex::net::http1 {

/// The whole response as bytes. `with_body`: false for HEAD.
std::string to_bytes(const http::own_response& response, std::string_view date, bool keep_alive, bool with_body);

/// The head of a response whose body comes later, in chunks if the client's `version` knows them; the connection ends
/// with it.
std::string head_of_stream(const http::own_response& response, std::string_view date, unsigned version);

/// Sends `answer` within `patience`; false if the client has not taken all of it.
awaitable<bool> send_own(io::stream& client, io::deadline& deadline, steady_clock::duration patience,
                         std::string answer);

/// Ends our side, then reads on into `scrap` for a moment until the client has ended its own: closing with unread bytes
/// in the socket resets the connection, and the client might lose what it was told last.
awaitable<> close_gently(io::stream& client, io::deadline& deadline, std::span<char> scrap);

} // namespace loadex::net::http1
