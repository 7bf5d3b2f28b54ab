#include "tests/support/e2e/probed_backend.hpp"

#include <utility>

namespace loadex::tests::e2e {

probed_backend::probed_backend(scripted_backend::script what_to_do)
    : script_(std::move(what_to_do))
    , server_([this](tcp_stream& stream) {
      conversation now(stream, read_request_head(stream));
      {
        const std::lock_guard lock(mutex_);
        asked_.push_back(now.asked);
      }
      script_(now);
    }) {}

std::size_t probed_backend::probes() const {
  const std::lock_guard lock(mutex_);
  return asked_.size();
}

request probed_backend::last_asked() const {
  const std::lock_guard lock(mutex_);
  return asked_.back();
}

scripted_backend::script answering(unsigned status, std::string body) {
  return [=](conversation& now) { now.answer(status, body); };
}

} // namespace loadex::tests::e2e
