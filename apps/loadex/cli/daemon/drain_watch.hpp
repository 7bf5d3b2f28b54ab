#pragma once

#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/daemon/server_url.hpp"

#include <chrono>
#include <functional>

namespace loadex::cli {

/// Sends `order` and waits for its answer for `longest`. Meanwhile asks `state` a few times a second and has `look` see
/// what is said to that.
http_result await_answer(const server_url& daemon, const http_request& order, std::chrono::milliseconds longest,
                         const http_request& state, const std::function<void(const http_result&)>& look);

} // namespace loadex::cli
