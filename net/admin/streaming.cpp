#include "net/admin/streaming.hpp"

#include "net/http1/chunk_writer.hpp"
#include "net/http1/io/own_answer.hpp"
#include "net/io/side_task.hpp"

#include <exception>
#include <utility>

namespace loadex::net::admin {

using http::body_kind;

namespace {

using namespace std::chrono_literals;

constexpr auto longest_farewell = 1s; // once it must end

} // namespace

streaming::streaming(io::stream& client, io::deadline& deadline, steady_clock::duration patience,
                     std::unique_ptr<streamed_body> body)
    : client_(client)
    , deadline_(deadline)
    , patience_(patience)
    , body_(std::move(body)) {}

awaitable<> streaming::run(std::string head, body_kind framing) {
  io::side_task watching(client_.get_executor(), watch());
  bool whole = false;
  std::exception_ptr failure;
  try {
    whole = co_await send_all(std::move(head), framing);
  } catch (...) {
    failure = std::current_exception();
  }
  is_over_ = true;
  client_.cancel();
  co_await watching.join();
  if (failure)
    std::rethrow_exception(failure);
  if (whole)
    co_await http1::close_gently(client_, deadline_, scrap_);
}

void streaming::end() {
  patience_ = longest_farewell;
  deadline_.extend(steady_clock::now() + patience_);
  body_->end();
}

/// Whether the client has all of it.
awaitable<bool> streaming::send_all(std::string head, body_kind framing) {
  const bool chunked = framing == body_kind::chunked;
  bool taken = co_await send(head);
  while (taken && framing != body_kind::none) {
    auto piece = co_await body_->next();
    if (left_)
      co_return false;
    if (!piece && chunked)
      co_return co_await send("0\r\n\r\n");
    if (!piece)
      co_return true;
    if (piece->empty()) // a chunk without bytes would be the last
      continue;
    std::string bytes;
    if (chunked)
      http1::append_chunk_size(piece->size(), bytes);
    bytes.append(*piece).append(chunked ? "\r\n" : "");
    taken = co_await send(bytes);
  }
  co_return taken;
}

awaitable<bool> streaming::send(std::string_view bytes) {
  deadline_.guard(steady_clock::now() + patience_, [&client = client_] { client.close(); });
  const auto sent = co_await client_.write(bytes);
  deadline_.rest();
  co_return !sent.error;
}

/// Until the client leaves or the stream is over, which cancels a read only if that waits for something.
awaitable<> streaming::watch() {
  error_code error;
  while (!error && !is_over_)
    error = (co_await client_.read(asio::buffer(scrap_))).error;
  if (error == asio::error::eof && body_->has_end())
    co_return; // if it has left, it takes nothing
  left_ = true;
  body_->end();
}

} // namespace loadex::net::admin
