#include "tests/live/watched_backend.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <stdexcept>

namespace loadex::tests::live {

watched_backend::watched_backend(std::chrono::milliseconds service_time)
    : service_time_(service_time)
    , backend_([this](e2e::conversation& now) { serve(now); }) {}

void watched_backend::serve(e2e::conversation& now) {
  ++present_;
  if (service_time_.count() > 0)
    e2e::let_pass(service_time_);
  if (now.asked.target == "/held") {
    ++held_;
    if (!let_go_.try_acquire_for(std::chrono::seconds(10)))
      throw std::runtime_error("nobody lets the request go");
    --held_;
  }
  --present_; // before the answer, so that who has it sees so
  now.answer(200, "Response from backend: " + url() + "\n");
}

} // namespace loadex::tests::live
