#include "apps/backend/options.hpp"
#include "apps/backend/server.hpp"
#include "apps/exit_code.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  const auto chosen = loadex::backend::read_command_line(argc, argv);
  try {
    boost::asio::io_context io{1};
    boost::asio::signal_set stop{io, SIGINT, SIGTERM};
    stop.async_wait([&io](auto, int) { io.stop(); });
    loadex::backend::server server{io, chosen};
    server.start();
    fmt::print("backend listening on http://localhost:{}\n", server.port());
    std::fflush(stdout);
    io.run();
    return loadex::exit_ok;
  } catch (const boost::system::system_error& e) {
    fmt::print(stderr, "backend: cannot listen on port {}: {}. To listen elsewhere: --port\n", chosen.port,
               e.code().message());
  } catch (const std::exception& e) {
    fmt::print(stderr, "backend: {}\n", e.what());
  }
  return loadex::exit_failed;
}
