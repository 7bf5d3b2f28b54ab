#include "tests/support/e2e/backend_process.hpp"

#include "tests/support/e2e/http_client.hpp"
#include "tests/support/e2e/programs.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

namespace loadex::tests::e2e {

backend_process::backend_process(std::vector<std::string> switches)
    : switches_(std::move(switches)) {
  restart();
}

void backend_process::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void backend_process::restart() {
  std::vector<std::string> command{backend_program, "-port", std::to_string(port())};
  command.insert(command.end(), switches_.begin(), switches_.end());
  process_ = std::make_unique<child_process>(std::move(command));
  process_->await_line("listening");
}

void backend_process::answer_health_with(unsigned status) const {
  const auto answer = http_client(port()).ask("POST", "/health?status=" + std::to_string(status));
  if (answer.status != 200)
    throw std::runtime_error("the backend refuses to change its health: " + answer.body);
}

std::string answered_by(const std::string& body) {
  const auto begin = body.find("http://");
  return begin == std::string::npos ? body : body.substr(begin, body.find('\n', begin) - begin);
}

} // namespace loadex::tests::e2e
