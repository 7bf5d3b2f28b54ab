#include "tests/edge/observation.hpp"

#include "tests/support/e2e/eventually.hpp"

#include <atomic>
#include <utility>

namespace loadex::tests::edge {

namespace {

using e2e::connection_ended;
using e2e::peer_silent;
using e2e::tcp_stream;

/// A target that nobody has used before.
std::string next_neighbour() {
  static std::atomic<unsigned> number{0};
  return std::string(neighbour_target) + std::to_string(++number);
}

/// The client of a case.
class raw_client {
public:
  raw_client(const stage& on, const edge_case& c, observation& seen)
      : stage_(on)
      , case_(c)
      , seen_(seen)
      , stream_(tcp_stream::connect(on.proxy)) {
    stream_.wait_at_most(on.patience);
  }

  void run() {
    try {
      for (const auto& s : case_.client.steps)
        play(s);
    } catch (const connection_ended&) {
      // The proxy may have answered and gone before it has heard all.
    }
    if (left_) {
      seen_.then = ending::is_left;
      return;
    }
    while (seen_.answers.size() < case_.answers.size() && read_answer())
      ;
    if (!ended_ && !reset_ && !silent_)
      look_what_remains();
    else
      seen_.then = how_it_ended();
  }

private:
  void play(const step& s) {
    switch (s.what) {
    case step::kind::say:
      return stream_.send(s.text);
    case step::kind::hear:
      while (seen_.client_heard.find(s.text) == std::string::npos && receive())
        ;
      return;
    case step::kind::backend_hears:
      stage_.backend.await([&](const auto& h) { return h.bytes.find(s.text) != std::string::npos; }, stage_.patience);
      return;
    case step::kind::end_sending:
      return stream_.finish_sending();
    case step::kind::reset:
      stream_.end_with_reset();
      [[fallthrough]];
    case step::kind::leave: {
      left_ = true;
      const tcp_stream gone(std::move(stream_));
      return;
    }
    case step::kind::pause:
      return e2e::let_pass(s.time);
    case step::kind::await_end:
      return;
    }
  }

  bool receive() {
    try {
      const auto piece = stream_.read_some();
      ended_ = piece.empty();
      seen_.client_heard += piece;
      rest_ += piece;
    } catch (const peer_silent&) {
      silent_ = true;
    } catch (const connection_ended&) {
      reset_ = true;
    }
    return !ended_ && !silent_ && !reset_;
  }

  /// The next answer, interim ones skipped. False if it has not come whole.
  bool read_answer() {
    for (;;) {
      auto m = read_response(rest_, asked(seen_.answers.size()), ended_);
      if (m.whole) {
        const bool is_final = m.status() >= 200 || m.status() == 101;
        rest_.erase(0, m.size);
        if (!is_final)
          continue;
        seen_.answers.push_back(std::move(m));
        return true;
      }
      if (ended_ || reset_ || silent_) {
        if (!m.head.empty())
          seen_.answers.push_back(std::move(m));
        return false;
      }
      receive();
    }
  }

  /// The method of the nth request: HEAD can be the first.
  std::string asked(std::size_t n) const {
    const auto& first = case_.client.steps.front().text;
    return n == 0 ? first.substr(0, first.find(' ')) : "GET";
  }

  /// A connection that stays open serves another request; whatever else comes is no answer to it.
  void look_what_remains() {
    if (case_.then == ending::stays_open) {
      const auto target = next_neighbour();
      try {
        stream_.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      } catch (const connection_ended&) {
        // It shows when we read.
      }
      auto m = read_response(rest_, "GET", false);
      while (!m.whole && receive())
        m = read_response(rest_, "GET", ended_);
      if (!m.whole || m.body != target) {
        seen_.then = m.whole ? ending::breaks : how_it_ended();
        return;
      }
      seen_.then = ending::stays_open;
      seen_.client_heard.resize(seen_.client_heard.size() - m.size); // only what the case is about
      return;
    }
    while (receive())
      ;
    seen_.then = silent_ ? ending::stays_open : how_it_ended();
  }

  ending how_it_ended() const {
    if (silent_)
      return ending::is_silent;
    const bool whole = seen_.answers.empty() ? rest_.empty() : seen_.answers.back().whole;
    if (!whole)
      return ending::breaks;
    return reset_ ? ending::resets : ending::closes;
  }

  const stage& stage_;
  const edge_case& case_;
  observation& seen_;
  tcp_stream stream_;
  std::string rest_; // received behind the last answer
  bool left_ = false;
  bool ended_ = false;
  bool reset_ = false;
  bool silent_ = false;
};

} // namespace

std::string observation::all_backend_heard() const {
  std::string all;
  for (const auto& h : backend_heard)
    all += h.bytes;
  return all;
}

observation stage::play(const edge_case& c) const {
  observation seen;
  backend.prepare(c.backend);
  raw_client(*this, c, seen).run();
  if (c.backend_is_left)
    backend.await([](const auto& h) { return h.left; }, patience);
  seen.neighbour_served = serves_a_neighbour();
  seen.backend_heard = backend.heard();
  return seen;
}

bool stage::serves_a_neighbour() const {
  try {
    auto stream = tcp_stream::connect(proxy);
    stream.wait_at_most(patience);
    const auto target = next_neighbour();
    stream.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    std::string bytes;
    wire_message answer;
    while (!answer.whole) {
      const auto piece = stream.read_some();
      bytes += piece;
      answer = read_response(bytes, "GET", piece.empty());
      if (piece.empty())
        break;
    }
    return answer.whole && answer.body == target && answer.size == bytes.size();
  } catch (const connection_ended&) {
    return false;
  }
}

} // namespace loadex::tests::edge
