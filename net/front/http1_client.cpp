#include "net/front/http1_client.hpp"

#include "net/http1/chunk_writer.hpp"

#include <array>
#include <utility>

namespace loadex::net::front {

using http::body_kind;

namespace {

constexpr std::size_t most_copied = 4 * 1024; // bytes of a piece
constexpr unsigned modern = 11;               // HTTP/1.1

http1::body_reader::limits limits_of(const config::limit_settings& most) {
  return {{most.chunk_line, most.trailers}, most.body > 0 ? most.body : http1::body_reader::no_limit};
}

} // namespace

http1_client::http1_client(const surroundings& home, const entrance& at, const config::traffic_settings& settings,
                           const http1_connection& by, exchange::workspace& memory,
                           const http::request_framing& framing, std::string_view already)
    : home_(home)
    , at_(at)
    , settings_(settings)
    , by_(by)
    , memory_(memory)
    , framing_(framing)
    , body_(by.stream, framing.body, framing.length, already, memory.upload.span(), limits_of(settings.limits))
    , out_(memory.to_client) {
  memory.behind_data.clear(); // something may have been thrown while it was sent
}

/// HTTP/1.0 knows none.
bool http1_client::interim(const http::response_head& head) {
  if (memory_.request.version < modern)
    return false;
  out_.clear();
  http1::write_response_head(head, {}, out_);
  heads_ += out_.size();
  return true;
}

void http1_client::begin(const http::response_head& head, const http::response_framing& framing,
                         const exchange::answer_additions& more) {
  // A body of unknown length goes out in chunks, but HTTP/1.0 knows only the end of the connection.
  const auto version = memory_.request.version;
  const bool is_unknown = framing.body == body_kind::chunked || framing.body == body_kind::until_close;
  coding_ = !is_unknown ? framing.body : version == modern ? body_kind::chunked : body_kind::until_close;
  keep_alive_ =
      framing_.keep_alive && body_.complete() && coding_ != body_kind::until_close && !home_.draining && !at_.closed();
  answering_ = true;
  http1::relaying how;
  how.body = coding_;
  how.length = framing.length;
  how.client_version = version;
  how.keep_alive = keep_alive_;
  how.proxy_status = more.proxy_status;
  how.set_cookie = more.set_cookie;
  how.changes = more.changes;
  how.add_via = more.via;
  how.date = home_.date;
  out_.clear();
  http1::write_response_head(head, how, out_);
  heads_ += out_.size();
}

void http1_client::add(std::string_view data) {
  const bool chunked = coding_ == body_kind::chunked;
  if (data.size() <= most_copied)
    return http1::append_piece(coding_, data, out_);
  if (chunked)
    http1::append_chunk_size(data.size(), out_);
  data_ = data;
  memory_.behind_data = chunked ? "\r\n" : "";
}

bool http1_client::takes_pipes() const noexcept {
  return coding_ == body_kind::length && by_.stream.takes_pipes();
}

void http1_client::finish(std::string_view trailers) {
  http1::append_end(coding_, framing_.wants_trailers ? trailers : std::string_view(),
                    data_.empty() ? out_ : memory_.behind_data);
}

exchange::client::sending http1_client::send_now() {
  if (!data_.empty() || piped_ != nullptr)
    return sending::waits;
  const auto sent = by_.stream.write_now(out_);
  sent_ += sent.bytes;
  if (sent.error)
    return sending::broken;
  if (sent.bytes == out_.size()) {
    out_.clear();
    return sending::done;
  }
  out_.erase(0, sent.bytes);
  return sending::waits;
}

awaitable<bool> http1_client::send(steady_clock::duration stall) {
  const io::patience with_client{by_.deadline, stall};
  const std::array parts{asio::const_buffer(out_.data(), out_.size()), asio::const_buffer(data_.data(), data_.size()),
                         asio::const_buffer(asio::buffer(memory_.behind_data))};
  auto sent = co_await by_.stream.write(parts, &with_client);
  sent_ += sent.bytes;
  if (auto* const rest = std::exchange(piped_, nullptr); rest != nullptr && !sent.error) {
    sent = co_await by_.stream.write(*rest, &with_client);
    sent_ += sent.bytes;
  }
  out_.clear();
  data_ = {};
  memory_.behind_data.clear();
  co_return !sent.error;
}

io::stream* http1_client::switch_protocols(const http::response_head& head, const exchange::answer_additions& more,
                                           std::string_view already) {
  http1::relaying how;
  how.upgrade = true;
  how.proxy_status = more.proxy_status;
  how.set_cookie = more.set_cookie;
  how.changes = more.changes;
  how.add_via = more.via;
  out_.clear();
  http1::write_response_head(head, how, out_);
  heads_ += out_.size();
  out_ += already;
  return &by_.stream;
}

void http1_client::watch(observer* who) {
  if (who == nullptr)
    return by_.stream.on_idle_read(nullptr);
  by_.stream.read_ahead();
  by_.stream.on_idle_read([this, who] {
    if (by_.stream.peer_left() || (by_.stream.peer_finished() && finishing_is_leaving()))
      who->client_left();
  });
}

/// One that asks for a tunnel may end its side of that before it has begun.
bool http1_client::finishing_is_leaving() const {
  return settings_.proxy.abort_on_close && !(framing_.upgrade && !answering_);
}

bool http1_client::has_left_unnoticed(bool patient) {
  if (by_.stream.listening())
    return false; // else reading notices
  const auto fate = by_.stream.look_behind();
  return fate.reset || (fate.finished && (!patient || finishing_is_leaving()));
}

io::deadline& http1_client::upload_deadline() {
  auto& its = by_.upload_deadline;
  return its ? *its : its.emplace(by_.stream.get_executor());
}

} // namespace loadex::net::front
