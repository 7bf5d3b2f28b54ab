#include "tests/support/e2e/faulty_backend.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <utility>

namespace loadex::tests::e2e {

using namespace std::chrono_literals;

faulty_backend::faulty_backend()
    : backend_([this](conversation& now) { answer(now); }, scripted_backend::health_checks::by_script) {}

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

void faulty_backend::answer(conversation& now) {
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
      return now.answer(200, "Response from backend: " + url() + "\n");
    case conduct::refuses:
      return now.answer(503);
    case conduct::resets:
      now.stream.end_with_reset();
      return now.hang_up();
    case conduct::hangs:
      if (!during->over.pass())
        return now.hang_up();
      break;
    }
  }
}

std::shared_ptr<faulty_backend::phase> faulty_backend::current() const {
  const std::lock_guard lock(mutex_);
  return phase_;
}

} // namespace loadex::tests::e2e
