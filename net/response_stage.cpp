#include "net/response_stage.hpp"

#include "net/http1/chunk_size.hpp"

namespace loadex::net {

namespace {

using kind = body_reader::piece::kind;

constexpr std::size_t most_copied = 4 * 1024; // bytes of a piece
constexpr std::string_view chunk_end = "\r\n";
constexpr std::string_view last_chunk_end = "\r\n0\r\n\r\n";

} // namespace

response_stage::response_stage(body_reader& body, http1::body_kind coding, std::string& out)
    : body_(body)
    , coding_(coding)
    , out_(out)
    , piece_(body.ready()) {}

response_stage::load response_stage::next() {
  load l;
  if (piece_ && piece_->what == kind::data) {
    l.data = piece_->data;
    piece_ = body_.ready(); // so that the end of a short body goes out with its data
  }
  if (piece_ && piece_->what != kind::data)
    l.then = piece_->what == kind::end ? state::last : state::cut_off;
  if (coding_ == http1::body_kind::chunked) {
    if (!l.data.empty()) {
      http1::append_chunk_size(l.data.size(), out_);
      l.tail = l.then == state::last ? last_chunk_end : chunk_end;
    } else if (l.then == state::last) {
      l.tail = http1::last_chunk;
    }
  }
  if (l.data.size() <= most_copied) {
    out_.append(l.data).append(l.tail);
    l.data = l.tail = {};
  }
  return l;
}

awaitable<> response_stage::wait() {
  if (!piece_)
    piece_ = co_await body_.next();
}

} // namespace loadex::net
