#include "net/exchange/upload.hpp"

#include "net/http1/chunk_writer.hpp"
#include "net/limits/upload_pace.hpp"

#include <algorithm>

namespace loadex::net::exchange {

using base::reason;
using kind = http::body_piece::kind;

upload::upload(context& of, io::stream& backend, timing& when)
    : of_(of)
    , backend_(backend)
    , when_(when)
    , task_(of.shared.on, run()) {}

awaitable<> upload::run() {
  const auto& proxy = of_.settings.proxy;
  auto& deadline = of_.asking.upload_deadline();
  const io::patience with_backend{deadline, proxy.idle_timeout};
  limits::upload_pace pace(proxy.body_timeout, of_.settings.limits.upload_rate);
  while (!stopping_) {
    const auto asked = steady_clock::now();
    deadline.guard(asked + pace.left(), [this] { of_.asking.stop(); });
    waiting_ = true;
    const auto piece = co_await of_.asking.next();
    waiting_ = false;
    pace.count(steady_clock::now() - asked, piece.data.size());
    if (!lay_out(piece)) {
      if (!stopping_)
        of_.upload_failure = deadline.expired() ? reason::body_timeout : failure_of(piece.what);
      backend_.close();
      co_return;
    }
    const auto now = steady_clock::now();
    if (when_.progress != timing::never)
      when_.progress = now;
    deadline.guard(now + proxy.idle_timeout, [this] {
      stalled_ = true;
      backend_.close();
    });
    const auto [error, n] = co_await backend_.write(of_.memory.to_backend, &with_backend);
    if (error || piece.what == kind::end) // after an error the backend has heard enough; it may still answer
      break;
  }
  note_end();
}

/// What goes to the backend next; false if the body has ended badly.
bool upload::lay_out(const http::body_piece& piece) {
  auto& out = of_.memory.to_backend;
  const auto framed = of_.asked.framing.body;
  out.clear();
  if (piece.what == kind::data) {
    auto& so_far = of_.memory.held;
    of_.held = of_.held && so_far.size() + piece.data.size() <= of_.settings.proxy.replay_limit;
    if (of_.held)
      so_far.add(piece.data, false);
    http1::append_piece(framed, piece.data, out);
    return true;
  }
  if (piece.what != kind::end)
    return false;
  of_.watch_client();
  http1::append_end(framed, of_.trailers(), out);
  return true;
}

void upload::note_end() {
  of_.asking.upload_deadline().rest(); // the answer may go on for long
  const auto now = steady_clock::now();
  if (when_.progress != timing::never)
    when_.progress = now;
  when_.sent = now;
  of_.asking.deadline().extend(now + when_.silence.value_or(of_.settings.proxy.response_timeout));
}

void upload::stop() {
  if (ended())
    return;
  stopping_ = true;
  backend_.close();
  if (waiting_)
    of_.asking.stop();
}

} // namespace loadex::net::exchange
