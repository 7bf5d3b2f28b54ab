#include "apps/loadex/cli/daemon/api.hpp"

#include "apps/loadex/cli/daemon/complaint.hpp"

#include <boost/url/url.hpp>

namespace loadex::cli {

http_request as_request(const api_question& question, const std::string& token) {
  boost::urls::url address{"/loadex/v1"};
  for (const auto& part : question.path)
    address.segments().push_back(part);
  for (const auto& [name, value] : question.query)
    address.params().append({name, value});
  http_request request{.method = question.method, .target = address.buffer()};
  request.token = token;
  if (!question.body.is_null())
    request.json = question.body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return request;
}

base::expected<nlohmann::ordered_json> read_answer(const server_url& daemon, const http_result& result) {
  if (!succeeded(result))
    return base::mistake{complaint(daemon, result)};
  auto said = nlohmann::ordered_json::parse(result.response->body, nullptr, false);
  if (said.is_discarded())
    return base::mistake{no_load_balancer(daemon)};
  return said;
}

base::expected<nlohmann::ordered_json> ask(const daemon_access& daemon, const api_question& question,
                                           std::chrono::milliseconds longest) {
  return read_answer(daemon.url, fetch(daemon.url, as_request(question, daemon.token), longest));
}

} // namespace loadex::cli
