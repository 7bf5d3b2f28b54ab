#include "tests/bench/lean/backends.hpp"

#include "tests/bench/lean/answer.hpp"
#include "tests/bench/lean/ring.hpp"
#include "tests/bench/lean/sockets.hpp"

#include <unistd.h>

#include <string>
#include <string_view>
#include <system_error>

namespace loadex::bench {

namespace {

/// Answers heads, which are all that a GET is. Nobody sends a second one before the first is answered.
class backends final : public events {
public:
  explicit backends(ring& io)
      : io_(io) {}

  void accepted(int socket) override {
    send_at_once(socket);
    io_.receive(socket);
  }

  void received(int socket, std::string_view bytes) override {
    if (bytes.ends_with("\r\n\r\n"))
      io_.send(socket, answer_);
  }

  void ended(int socket, std::error_code) override { close(socket); }

private:
  ring& io_;
  const std::string answer_ = answer();
};

} // namespace

void serve(const std::vector<std::uint16_t>& ports) {
  ring io;
  backends all(io);
  for (const auto port : ports)
    io.accept(listen_on(port));
  for (;;) {
    io.wait();
    io.tell_all(all);
  }
}

} // namespace loadex::bench
