#pragma once

#include "apps/loadex/cli/daemon/daemon_access.hpp"
#include "apps/loadex/cli/daemon/http_client.hpp"
#include "apps/loadex/cli/daemon/server_url.hpp"
#include "base/expected.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace loadex::cli {

/// A question to the daemon's REST API, below /loadex/v1.
struct api_question {
  http_method method = http_method::get;
  std::vector<std::string> path; // its parts, as they are
  std::vector<std::pair<std::string, std::string>> query{};
  nlohmann::ordered_json body{};
};

/// The question as a request, by the right that `token` gives; empty: none.
http_request as_request(const api_question& question, const std::string& token);

/// What the API said; a mistake is its refusal, or why there is no answer, for people.
base::expected<nlohmann::ordered_json> read_answer(const server_url& daemon, const http_result& result);

/// Asks, and waits for what the API says, for `longest`.
base::expected<nlohmann::ordered_json> ask(const daemon_access& daemon, const api_question& question,
                                           std::chrono::milliseconds longest = patience);

} // namespace loadex::cli
