#pragma once

#include "actors/messages/probe_verdict.hpp"
#include "config/settings.hpp"
#include "net/http1/head_reader.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"

namespace loadex::net::probe {

/// Asks `backend` over `stream` as `how` says, and judges its answer: by its status, and by its body if it is to
/// contain some text. Its head may be as large as `most` says. The caller keeps all four, and closes the stream when it
/// has waited for long enough.
awaitable<actors::probe_verdict> http_probe(io::stream& stream, const config::backend_url& backend,
                                            const config::health_settings& how, const http1::head_limits& most);

} // namespace loadex::net::probe
