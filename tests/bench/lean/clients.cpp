#include "tests/bench/lean/clients.hpp"

#include "tests/bench/lean/answer.hpp"
#include "tests/bench/lean/ring.hpp"
#include "tests/bench/lean/sockets.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <vector>

namespace loadex::bench {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds patience{2}; // with an answer, as wrk's

class clients final : public events {
public:
  clients(ring& io, std::uint16_t port, std::size_t connections)
      : io_(io)
      , request_("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n\r\n") {
    latencies_us_.reserve(1'000'000);
    for (std::size_t i = 0; i < connections; ++i)
      open_[connect_to(port)];
    for (auto& [socket, its] : open_) {
      io_.receive(socket);
      ask(socket, its);
    }
  }

  void accepted(int) override {}

  void received(int socket, std::string_view bytes) override {
    auto& its = open_.at(socket);
    const auto seen = its.answers.read(bytes);
    if (seen == answer_reader::state::incomplete)
      return;
    if (seen == answer_reader::state::right)
      latencies_us_.push_back(
          static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(now_ - its.asked).count()));
    else
      ++errors_;
    ask(socket, its);
  }

  void ended(int socket, std::error_code) override {
    ++errors_;
    close(socket);
    open_.erase(socket);
  }

  traffic run(std::chrono::seconds how_long) {
    const auto begun = now_;
    while (now_ < begun + how_long && !open_.empty()) {
      io_.wait();
      now_ = steady_clock::now();
      io_.tell_all(*this);
    }
    errors_ += static_cast<std::size_t>(
        std::count_if(open_.begin(), open_.end(), [this](auto& of) { return now_ - of.second.asked > patience; }));
    return {latencies_us_.size(), errors_, now_ - begun, percentile(50), percentile(90), percentile(99)};
  }

private:
  struct connection {
    answer_reader answers;
    steady_clock::time_point asked;
  };

  void ask(int socket, connection& its) {
    its.asked = now_;
    io_.send(socket, request_);
  }

  std::uint32_t percentile(std::size_t percent) {
    if (latencies_us_.empty())
      return 0;
    const auto at = latencies_us_.begin() + static_cast<std::ptrdiff_t>(latencies_us_.size() * percent / 100);
    std::nth_element(latencies_us_.begin(), at, latencies_us_.end());
    return *at;
  }

  ring& io_;
  const std::string request_;
  std::unordered_map<int, connection> open_;
  steady_clock::time_point now_ = steady_clock::now(); // read once for all that has come at a time
  std::vector<std::uint32_t> latencies_us_;
  std::size_t errors_ = 0;
};

} // namespace

traffic drive(std::uint16_t port, std::size_t connections, std::chrono::seconds how_long) {
  ring io;
  return clients(io, port, connections).run(how_long);
}

} // namespace loadex::bench
