#include "tests/support/e2e/watched_backend.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <stdexcept>

namespace loadex::tests::e2e {

watched_backend::watched_backend(std::chrono::milliseconds service_time)
    : service_time_(service_time)
    , backend_([this](conversation& now) { serve(now); }) {}

void watched_backend::serve(conversation& now) {
  inside_.enter();
  if (service_time_.count() > 0)
    let_pass(service_time_);
  if (now.asked.target == "/held") {
    ++held_;
    if (!let_go_.try_acquire_for(std::chrono::seconds(10)))
      throw std::runtime_error("nobody lets the request go");
    --held_;
  }
  inside_.leave(); // before the answer, so that who has it sees so
  now.answer(200, "Response from backend: " + url() + "\n");
}

} // namespace loadex::tests::e2e
