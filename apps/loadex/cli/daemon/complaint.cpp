#include "apps/loadex/cli/daemon/complaint.hpp"

#include "apps/loadex/cli/terminal/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace loadex::cli {

namespace {

/// The `detail` (else the `title`) of an RFC 9457 problem, and each of its `errors` if there are several; empty if
/// `body` is none.
std::string problem_text(std::string_view body) {
  const auto problem = nlohmann::json::parse(body, nullptr, false);
  const auto text = [](const nlohmann::json& of, const char* member) {
    return of.is_object() && of.contains(member) && of[member].is_string() ? of[member].get<std::string>() : "";
  };
  auto told = text(problem, "detail");
  if (told.empty())
    told = text(problem, "title");
  const auto errors = problem.is_object() ? problem.value("errors", nlohmann::json::array()) : nlohmann::json::array();
  if (errors.size() < 2 || !errors.is_array())
    return told;
  std::string each;
  for (const auto& one : errors) {
    const auto line = fmt::format("{}: {}", text(one, "field"), text(one, "detail"));
    told = told == line ? "" : told; // it is the first
    each += "\n  " + line;
  }
  return told + each;
}

std::string message_of(const http_response& response) {
  if (response.content_type.starts_with("application/problem+json"))
    return problem_text(response.body);
  return response.body.substr(0, response.body.find_first_of("\r\n"));
}

/// Whether fields of what was asked are at fault.
bool blames_fields(const http_response& response) {
  const auto problem = nlohmann::json::parse(response.body, nullptr, false);
  return problem.is_object() && problem.contains("errors");
}

/// What to do about a refusal, where it is not what was asked that is wrong.
std::string advice(const http_response& response) {
  if (blames_fields(response))
    return {};
  switch (response.status) {
  case 401:
    return "\nThe daemon's token is taken from LOADEX_TOKEN, or from the file that --token-file names.";
  case 403:
    return "\nAsk from where [admin] allow lets in, or by the admin socket, with the token that may do it "
           "(LOADEX_TOKEN "
           "or --token-file).";
  case 412:
    return "\nSomebody came first: look at what is in force now, and decide again.";
  case 429:
    return response.retry_after.empty() ? "" : fmt::format("\nTry again in {} s.", response.retry_after);
  default:
    return {};
  }
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
  return printable(fmt::format("{} answered {} {}{}{}{}", daemon.text(), response.status, response.reason,
                               message.empty()             ? ""
                               : message.starts_with('\n') ? ":"
                                                           : ": ",
                               message, advice(response)));
}

std::string no_load_balancer(const server_url& daemon) {
  return fmt::format("{} does not answer as a load balancer does; is it the right address?", daemon.text());
}

} // namespace loadex::cli
