#include "tests/support/e2e/faulty_backend.hpp"

#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/scripted_backend.hpp"

#include <utility>

namespace loadex::tests::e2e {

using namespace std::chrono_literals;

faulty_backend::faulty_backend()
    : server_([this](tcp_stream& stream) {
      while (handle_next(stream))
        ;
    }) {}

faulty_backend::~faulty_backend() {
  behave(conduct::resets); // nobody hangs any more
}

void faulty_backend::behave(conduct with_all) {
  behave(with_all, with_all);
}

void faulty_backend::behave(conduct with_requests, conduct with_probes) {
  auto next = std::make_shared<phase>();
  next->with_requests = with_requests;
  next->with_probes = with_probes;
  const std::lock_guard lock(mutex_);
  std::exchange(phase_, std::move(next))->over.open();
}

/// Whether the connection stays.
bool faulty_backend::handle_next(tcp_stream& stream) {
  conversation now(stream, read_request_head(stream));
  now.read_body();
  const bool probe = now.asked.target == "/health";
  requests_ += probe ? 0 : 1;
  for (;;) {
    const auto during = current();
    switch (probe ? during->with_probes : during->with_requests) {
    case conduct::falters:
      let_pass(100ms);
      [[fallthrough]];
    case conduct::answers:
      now.answer(200, "Response from backend: " + url() + "\n");
      return true;
    case conduct::refuses:
      now.answer(503);
      return true;
    case conduct::resets:
      stream.end_with_reset();
      return false;
    case conduct::hangs:
      if (!during->over.pass())
        return false;
      break;
    }
  }
}

std::shared_ptr<faulty_backend::phase> faulty_backend::current() const {
  const std::lock_guard lock(mutex_);
  return phase_;
}

} // namespace loadex::tests::e2e
