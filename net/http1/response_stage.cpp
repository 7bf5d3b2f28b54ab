#include "net/http1/response_stage.hpp"

#include "net/http1/chunk_writer.hpp"

namespace loadex::net::http1 {

namespace {

using kind = body_reader::piece::kind;

constexpr std::size_t most_copied = 4 * 1024; // bytes of a piece
constexpr std::string_view chunk_end = "\r\n";

response_stage::state state_after(kind what) {
  switch (what) {
  case kind::data:
    return response_stage::state::more;
  case kind::end:
    return response_stage::state::last;
  case kind::cut_off:
    return response_stage::state::cut_off;
  case kind::too_large:
    return response_stage::state::too_large;
  default:
    return response_stage::state::malformed;
  }
}

} // namespace

response_stage::response_stage(body_reader& body, http::body_kind coding, bool with_trailers, std::string& out)
    : body_(body)
    , coding_(coding)
    , with_trailers_(with_trailers)
    , out_(out)
    , piece_(body.ready()) {}

response_stage::load response_stage::next() {
  load l;
  if (piece_ && piece_->what == kind::data) {
    l.data = piece_->data;
    piece_ = body_.ready(); // so that the end of a short body goes out with its data
  }
  if (piece_)
    l.then = state_after(piece_->what);
  tail_.clear();
  if (coding_ == http::body_kind::chunked) {
    if (!l.data.empty()) {
      http1::append_chunk_size(l.data.size(), out_);
      tail_ = chunk_end;
    }
    if (l.then == state::last)
      http1::append_last_chunk(with_trailers_ ? body_.trailers() : std::string_view(), tail_);
  }
  if (l.data.size() <= most_copied) {
    out_.append(l.data).append(tail_);
    l.data = {};
  } else {
    l.tail = tail_;
  }
  return l;
}

awaitable<> response_stage::wait() {
  if (!piece_)
    piece_ = co_await body_.next();
}

} // namespace loadex::net::http1
