#include "net/http1/own_answer.hpp"

namespace loadex::net::http1 {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_drain = 2s; // of what a client still sends behind its last response

} // namespace

awaitable<bool> send_own(io::stream& client, io::deadline& limit, steady_clock::duration patience, std::string answer) {
  limit.guard(steady_clock::now() + patience, [&client] { client.cancel(); });
  const auto [error, n] = co_await client.write(answer);
  co_return !error;
}

awaitable<> close_gently(io::stream& client, io::deadline& limit, std::span<char> scrap) {
  client.shutdown_send();
  limit.guard(steady_clock::now() + longest_drain, [&client] { client.close(); });
  for (error_code error; !error;)
    error = (co_await client.read(asio::buffer(scrap.data(), scrap.size()))).error;
}

} // namespace loadex::net::http1
