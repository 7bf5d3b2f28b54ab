#include "tests/edge/raw_backend.hpp"

#include "tests/edge/wire_message.hpp"
#include "tests/support/e2e/eventually.hpp"

#include <algorithm>
#include <utility>

namespace loadex::tests::edge {

using e2e::connection_ended;
using e2e::tcp_stream;

/// One request on its connection. What comes of it is noted as it comes.
struct raw_backend::exchange {
  raw_backend& at;
  tcp_stream& stream;
  std::string& bytes;                    // received and not yet taken
  std::shared_ptr<heard_request> note{}; // none: nobody asks for it
  bool over = false;                     // the script has ended the connection

  void begin_note() {
    const std::lock_guard lock(at.mutex_);
    note = at.heard_.emplace_back(std::make_shared<heard_request>());
    note->bytes = bytes;
    at.news_.notify_all();
  }

  void end_note(std::size_t size) const {
    const std::lock_guard lock(at.mutex_);
    if (note)
      note->bytes.resize(size);
  }

  void receive() {
    std::string piece;
    try {
      piece = stream.read_some();
    } catch (const connection_ended&) {
      // Broken is ended too.
    }
    const std::lock_guard lock(at.mutex_);
    bytes += piece;
    if (note) {
      note->bytes += piece;
      note->left |= piece.empty();
    }
    at.news_.notify_all();
    if (piece.empty())
      throw connection_ended("the proxy has gone");
  }

  template <class Condition>
  void receive_until(Condition holds) {
    while (!holds())
      receive();
  }

  void play(const step& s) {
    switch (s.what) {
    case step::kind::say:
      return stream.send(s.text);
    case step::kind::hear:
      return receive_until([&] { return bytes.find(s.text) != std::string::npos; });
    case step::kind::await_end:
      return receive_until([] { return false; });
    case step::kind::pause:
      return e2e::let_pass(s.time);
    case step::kind::end_sending:
      return stream.finish_sending();
    case step::kind::reset:
      stream.end_with_reset();
      [[fallthrough]];
    case step::kind::leave:
      over = true;
      return;
    case step::kind::backend_hears:
      return;
    }
  }
};

raw_backend::raw_backend(std::uint16_t port)
    : server_([this](tcp_stream& stream) { serve(stream); }, port) {}

void raw_backend::prepare(std::vector<script> answers) {
  const std::lock_guard lock(mutex_);
  answers_ = std::move(answers);
  answered_ = 0;
  heard_.clear();
}

std::vector<heard_request> raw_backend::heard() const {
  const std::lock_guard lock(mutex_);
  std::vector<heard_request> result;
  for (const auto& h : heard_)
    result.push_back(*h);
  return result;
}

bool raw_backend::await(const std::function<bool(const heard_request&)>& like, std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return news_.wait_for(lock, limit,
                        [&] { return std::ranges::any_of(heard_, [&](const auto& h) { return like(*h); }); });
}

script raw_backend::next_script() {
  const std::lock_guard lock(mutex_);
  return answered_ < answers_.size() ? answers_[answered_++] : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
}

void raw_backend::serve(tcp_stream& stream) {
  for (std::string bytes; serve_next(stream, bytes);)
    ;
}

bool raw_backend::serve_next(tcp_stream& stream, std::string& bytes) {
  exchange now{*this, stream, bytes};
  if (bytes.empty())
    now.receive();
  wire_message request = read_request(bytes);
  while (request.head.empty()) { // half a head is noted too
    if (!now.note)
      now.begin_note();
    now.receive();
    request = read_request(bytes);
  }
  if (request.target() == "/health") {
    stream.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nOK\n");
    return false;
  }
  const bool is_neighbour = request.target().starts_with(neighbour_target);
  if (!is_neighbour && !now.note)
    now.begin_note();
  const auto own = request.target();
  const auto answer =
      is_neighbour ? script("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(own.size()) + "\r\n\r\n" + own)
                   : next_script();

  const auto is_whole = [&] { return read_request(bytes).whole; };
  if (answer.steps.empty() || answer.steps.front().what != step::kind::hear)
    now.receive_until(is_whole);
  for (const auto& s : answer.steps) {
    now.play(s);
    if (now.over)
      return false;
  }
  now.receive_until(is_whole);
  const auto size = read_request(bytes).size;
  now.end_note(size);
  bytes.erase(0, size);
  return true;
}

} // namespace loadex::tests::edge
