#include "net/exchange.hpp"

#include "net/http1/chunk_size.hpp"
#include "net/http1/rewrite.hpp"
#include "net/tunnel.hpp"
#include "net/worker.hpp"

#include <utility>

// The way back: the response as it comes, or a tunnel.
namespace loadex::net {

using http1::attempt_failure;
using http1::body_kind;
using http1::head_result;
using observability::reason;

namespace {

constexpr std::size_t most_copied = 4 * 1024; // bytes of a body that are copied behind the head

} // namespace

awaitable<exchange::attempt_end> exchange::relay(connection& backend, std::string_view already) {
  const auto& proxy = home_.settings().proxy;
  const auto& head = memory_.response;
  if (head.status == 101)
    co_return co_await switch_protocols(backend, already);

  http1::response_framing framing;
  if (http1::frame_response(head, memory_.request.method, framing).state != head_result::progress::complete)
    co_return failed(attempt_failure::malformed, reason::malformed_response);
  body_reader body(backend, framing.body, framing.length, already, memory_.download.span());

  // A body of unknown length goes out in chunks, but HTTP/1.0 knows only the end of the connection.
  const bool chunks = framing.body == body_kind::chunked || framing.body == body_kind::until_close;
  http1::relaying how;
  how.body = !chunks                          ? framing.body
             : memory_.request.version == 11 ? body_kind::chunked
                                             : body_kind::until_close;
  how.length = framing.length;
  how.client_version = memory_.request.version;
  how.keep_alive = request_.keep_alive && body_.complete() && how.body != body_kind::until_close && !home_.draining();
  how.proxy_status = traced_ ? std::string_view(target_->next_hop()) : std::string_view();
  how.add_via = proxy.via;
  how.date = home_.date();
  memory_.to_client.clear();
  http1::write_response_head(head, how, memory_.to_client);

  const auto ended = co_await relay_body(body, how.body, framing.flush ? proxy.tunnel_timeout : proxy.idle_timeout);
  reusable_ = ended == ending::relayed && framing.keep_alive && framing.body != body_kind::until_close &&
              body.rest().empty() && body_.complete();
  attempt_end end{ended, head.status, reason::none, {}, how.keep_alive && ended == ending::relayed};
  if (ended == ending::cut_off)
    end.why = reason::reset;
  else if (ended == ending::client_gone)
    end.why = reason::client_gone;
  co_return end;
}

awaitable<exchange::ending> exchange::relay_body(body_reader& body, body_kind coding, steady_clock::duration stall) {
  using kind = body_reader::piece::kind;
  auto& out = memory_.to_client; // holds the head, then the lines between chunks
  limit_.guard(steady_clock::now() + stall, [this] {
    if (backend_ != nullptr)
      backend_->close();
    client_.cancel();
  });
  for (auto piece = body.ready();;) {
    std::string_view data;
    std::string_view tail;
    if (piece && piece->what == kind::data) {
      data = piece->data;
      piece = body.ready(); // so that the end of a short body goes out with its data
      if (coding == body_kind::chunked) {
        http1::append_chunk_size(data.size(), out);
        tail = "\r\n";
      }
    }
    const bool last = piece && piece->what == kind::end;
    if (last && coding == body_kind::chunked) {
      if (data.empty())
        out += http1::last_chunk;
      else
        tail = "\r\n0\r\n\r\n";
    }
    io_result sent;
    if (data.size() <= most_copied) { // one plain send is cheaper than gathering small parts
      out.append(data).append(tail);
      sent = co_await client_.write(out);
    } else {
      const std::array parts{asio::const_buffer(asio::buffer(out)), asio::const_buffer(data.data(), data.size()),
                             asio::const_buffer(tail.data(), tail.size())};
      sent = co_await client_.write(parts);
    }
    out.clear();
    if (sent.error)
      co_return ending::client_gone;
    if (last)
      co_return ending::relayed;
    if (piece && piece->what != kind::data)
      co_return ending::cut_off;
    if (!piece) {
      limit_.extend(steady_clock::now() + stall);
      piece = co_await body.next();
      if (client_left())
        co_return ending::client_gone;
    }
  }
}

awaitable<exchange::attempt_end> exchange::switch_protocols(connection& backend, std::string_view already) {
  if (!request_.upgrade)
    co_return failed(attempt_failure::malformed, reason::malformed_response); // nobody asked
  http1::relaying how;
  how.upgrade = true;
  how.proxy_status = traced_ ? std::string_view(target_->next_hop()) : std::string_view();
  memory_.to_client.clear();
  http1::write_response_head(memory_.response, how, memory_.to_client);
  memory_.to_client += already;
  const auto [error, n] = co_await client_.write(memory_.to_client);
  if (error)
    co_return attempt_end{ending::client_gone, 499, reason::client_gone, {}, false};

  client_.on_stir(nullptr);
  tunnel both(client_, backend, limit_, home_.settings().proxy.tunnel_timeout);
  co_await both.run(body_.rest(), memory_.upload.span(), memory_.download.span());
  co_return attempt_end{ending::relayed, 101, reason::none, {}, false};
}

} // namespace loadex::net
