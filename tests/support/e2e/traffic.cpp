#include "tests/support/e2e/traffic.hpp"

#include "tests/support/e2e/backend_process.hpp"
#include "tests/support/e2e/http_client.hpp"

#include <limits>
#include <optional>
#include <utility>

namespace loadex::tests::e2e {

traffic::traffic(std::uint16_t port, const plan& what)
    : left_(what.requests > 0 ? what.requests : std::numeric_limits<std::size_t>::max())
    , by_client_(what.clients) {
  for (auto& answers : by_client_) {
    const bool restless = clients_.size() < what.restless;
    clients_.emplace_back([this, port, restless, &answers] { run(port, restless, answers); });
  }
}

traffic::~traffic() {
  stop();
}

std::vector<std::size_t> traffic::answered_by_client() const {
  return {by_client_.begin(), by_client_.end()};
}

tally traffic::so_far() {
  const std::lock_guard lock(mutex_);
  return tally_;
}

tally traffic::finish() {
  for (auto& client : clients_)
    client.join();
  clients_.clear();
  return std::exchange(tally_, {});
}

tally traffic::stop() {
  left_ = 0;
  return finish();
}

void traffic::run(std::uint16_t port, bool restless, std::atomic<std::size_t>& answers) {
  std::optional<http_client> connection;
  while (take_one()) {
    try {
      if (!connection || restless)
        connection.emplace(port);
      const auto answer = connection->get("/");
      if (answer.value("Connection") == "close")
        connection.reset();
      if (answer.status == 200) {
        count_answer(answered_by(answer.body));
        ++answers;
      } else {
        count_failure(answer.start_line + " " + answer.body);
      }
    } catch (const std::exception& e) {
      count_failure(e.what());
      connection.reset();
    }
  }
}

void traffic::count_answer(const std::string& backend) {
  const std::lock_guard lock(mutex_);
  ++tally_.by_backend[backend];
  tally_.answered = ++answered_;
}

void traffic::count_failure(std::string what) {
  const std::lock_guard lock(mutex_);
  tally_.failures.push_back(std::move(what));
}

bool traffic::take_one() {
  auto left = left_.load();
  while (left > 0 && !left_.compare_exchange_weak(left, left - 1))
    ;
  return left > 0;
}

} // namespace loadex::tests::e2e
