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

scripted_backend::scripted_backend(script what_to_do, health_checks checks)
    : script_(std::move(what_to_do))
    , checks_(checks)
    , server_([this](tcp_stream& stream) { serve(stream); }) {}

void scripted_backend::serve(tcp_stream& stream) {
  for (bool first = true; handle_next(stream, first); first = false)
    ;
}

bool scripted_backend::handle_next(tcp_stream& stream, bool first) {
  conversation now(stream, read_request_head(stream));
  if (checks_ == health_checks::by_backend && now.asked.target == "/health") {
    now.answer(200, "OK\n", {{"Connection", "close"}});
    return false;
  }
  {
    const std::lock_guard lock(mutex_);
    last_ = now.asked;
  }
  ++requests_;
  connections_ += first ? 1 : 0;
  script_(now);
  return now.stays();
}

request scripted_backend::last_asked() const {
  const std::lock_guard lock(mutex_);
  return last_.value();
}

scripted_backend fully_scripted(scripted_backend::script what_to_do) {
  return scripted_backend(
      [what_to_do = std::move(what_to_do)](conversation& now) {
        what_to_do(now);
        now.hang_up();
      },
      scripted_backend::health_checks::by_script);
}

scripted_backend::script answering(unsigned status, std::string body) {
  return [=](conversation& now) { now.answer(status, body); };
}

} // namespace loadex::tests::e2e
