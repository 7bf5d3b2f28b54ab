#include "net/http1/last_hop.hpp"

#include "net/http1/head_writer.hpp"

namespace loadex::net::http1 {

namespace {

/// What a TRACE is made for: the way that it has come. Anything else may be a secret, the client's or of a proxy before
/// us.
bool tells_the_way(http::field name) {
  return name == http::field::host || name == http::field::max_forwards || name == http::field::via;
}

std::string reflection(const http::request_head& asked) {
  auto text = std::string(asked.method_text) + " " + std::string(asked.target) +
              (asked.version >= 11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (const auto& h : asked.headers)
    if (tells_the_way(h.known))
      http1::append_header(text, h.name, h.value);
  return text + "\r\n";
}

} // namespace

http::own_response answer_as_last_hop(const http::request_head& asked) {
  if (asked.method == http::verb::trace)
    return {200, "message/http", reflection(asked), {}};
  return {}; // OPTIONS: what can be done is for whoever stands behind us to say
}

} // namespace loadex::net::http1
