#include "apps/loadex/cli/complaint.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace loadex::cli {

namespace {

/// The `detail` (else the `title`) of an RFC 9457 problem; empty if `body` is none.
std::string problem_text(std::string_view body) {
  const auto problem = nlohmann::json::parse(body, nullptr, false);
  for (const char* member : {"detail", "title"})
    if (problem.is_object() && problem.contains(member) && problem[member].is_string())
      return problem[member].get<std::string>();
  return {};
}

std::string message_of(const http_response& response) {
  if (response.content_type.starts_with("application/problem+json"))
    return problem_text(response.body);
  return response.body.substr(0, response.body.find_first_of("\r\n"));
}

} // namespace

std::string complaint(const server_url& daemon, const http_result& result) {
  if (!result.response)
    return fmt::format("no answer from {}: {}\n"
                       "Is the load balancer running? Start it (loadbalancer -backends http://localhost:8001), or say "
                       "where it is with -u or LOADEX_URL.",
                       daemon.text(), result.failure);
  const auto& response = *result.response;
  const auto message = message_of(response);
  return fmt::format("{} answered {} {}{}{}", daemon.text(), response.status, response.reason,
                     message.empty() ? "" : ": ", message);
}

std::string no_load_balancer(const server_url& daemon) {
  return fmt::format("{} does not answer as a load balancer does; is it the right address?", daemon.text());
}

} // namespace loadex::cli
