#include "tests/support/e2e/scripted_backend.hpp"

#include <utility>

namespace loadex::tests::e2e {

std::string conversation::read_body() {
  std::string body;
  read_framed_body(stream, asked, [&](std::string_view piece) { body += piece; });
  return body;
}

void conversation::answer(unsigned status, std::string_view body, header_fields fields) {
  fields.push_back({"Content-Length", std::to_string(body.size())});
  stream.send(to_bytes("HTTP/1.1 " + std::to_string(status) + " Scripted", fields) + std::string(body));
}

void conversation::send_head(std::string_view status_line, const header_fields& fields) {
  stream.send(to_bytes(status_line, fields));
}

scripted_backend::scripted_backend(script what_to_do)
    : script_(std::move(what_to_do))
    , server_([this](tcp_stream& stream) { serve(stream); }) {}

void scripted_backend::serve(tcp_stream& stream) {
  for (bool first = true; handle_next(stream, first); first = false)
    ;
}

bool scripted_backend::handle_next(tcp_stream& stream, bool first) {
  conversation now(stream, read_request_head(stream));
  if (now.asked.target == "/health") {
    now.answer(200, "OK\n", {{"Connection", "close"}});
    return false;
  }
  ++requests_;
  connections_ += first ? 1 : 0;
  script_(now);
  return now.stays();
}

} // namespace loadex::tests::e2e
