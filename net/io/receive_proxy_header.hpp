#pragma once

#include "net/io/deadline.hpp"
#include "net/io/proxy_header.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

namespace loadex::net::io {

/// Reads a PROXY header from `from`, and no byte behind it. `deadline` has been set, and ends the wait. Not whole if it
/// has passed, or the connection ended.
awaitable<proxy_header> receive_proxy_header(stream& from, const deadline& deadline);

} // namespace loadex::net::io
