#include "tests/support/e2e/http_client.hpp"

#include <utility>

namespace loadex::tests::e2e {

http_client::http_client(std::uint16_t port, const std::string& from)
    : authority_("127.0.0.1:" + std::to_string(port))
    , stream_(tcp_stream::connect(port, from)) {}

http_client::http_client(tcp_stream stream, std::string authority)
    : authority_(std::move(authority))
    , stream_(std::move(stream)) {}

response http_client::ask(std::string_view method, std::string_view target, header_fields fields,
                          std::string_view body) {
  send(method, target, std::move(fields), body);
  return read_response(method);
}

void http_client::send(std::string_view method, std::string_view target, header_fields fields, std::string_view body) {
  message_head head;
  head.fields = std::move(fields);
  if (!head.has("Host"))
    head.fields.insert(head.fields.begin(), {"Host", authority_});
  if (!body.empty() && !head.has("Transfer-Encoding"))
    head.fields.push_back({"Content-Length", std::to_string(body.size())});
  stream_.send(to_bytes(std::string(method) + " " + std::string(target) + " HTTP/1.1", head.fields) +
               std::string(body));
}

response http_client::read_response(std::string_view method) {
  auto result = read_response_head(stream_);
  while (result.status < 200)
    result = read_response_head(stream_);
  if (method == "HEAD" || result.status == 204 || result.status == 304)
    return result;
  if (!read_framed_body(stream_, result, [&](std::string_view piece) { result.body += piece; }))
    result.body = stream_.read_to_end();
  return result;
}

} // namespace loadex::tests::e2e
