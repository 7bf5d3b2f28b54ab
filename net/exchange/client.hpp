#pragma once

#include "config/snapshot.hpp"
#include "net/http/body_piece.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/client_peer.hpp"
#include "net/http/framing.hpp"
#include "net/http/head.hpp"
#include "net/io/deadline.hpp"
#include "net/io/pipe.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_rates.hpp"

#include <optional>
#include <string_view>

namespace loadex::net::exchange {

/// A request as its client has asked it; its body is to be had from the client.
struct request {
  const http::request_head& head;
  const http::request_framing& framing;
  const http::client_peer& peer;            // who brought it
  const http::client_identity& asking;      // who sent it there
  const config::traffic_settings& settings; // that hold for it
  const config::snapshot& now;              // what holds beside those
  limits::client_rates& rates;              // that its client keeps to
};

/// What the head of an answer says besides what the backend said. What it points to lives until it has been laid out.
struct answer_additions {
  std::string_view proxy_status{};                 // who answers; empty if the client need not know
  std::string_view set_cookie{};                   // that keeps it with that backend; empty if it stays there anyway
  const config::header_changes* changes = nullptr; // of the route, if there are some
  bool via = false;
};

/// The asking side of one request, whatever version of HTTP it speaks: the request's body comes from here, its answer
/// goes here. Confined to the worker's thread.
///
/// An answer is laid out and then sent: begin(), and a first piece and the end with it if they are there, go out in one
/// write.
class client {
public:
  /// Who is told that the client has left while nothing is being read from or written to it.
  class observer {
  public:
    virtual void client_left() = 0;

  protected:
    ~observer() = default;
  };

  // ---- the request's body ----

  /// The next piece if it can be had without waiting.
  virtual std::optional<http::body_piece> ready() = 0;
  /// The next piece. stop() ends the wait for it.
  virtual awaitable<http::body_piece> next() = 0;
  /// Whether the body has been read to its proper end.
  virtual bool body_complete() const noexcept = 0;
  /// After the end: lines with CRLF.
  virtual std::string_view trailers() const noexcept = 0;

  // ---- its answer ----

  /// Lays out an interim response. False if the client knows none.
  virtual bool interim(const http::response_head& head) = 0;
  /// Lays out the head of the answer, whose body is framed as `framing` says where it comes from.
  virtual void begin(const http::response_head& head, const http::response_framing& framing,
                     const answer_additions& more) = 0;
  /// Lays out a piece of its body, which stays valid until it has been sent. One for each sending.
  virtual void add(std::string_view data) = 0;
  /// Whether a piece may come in a pipe: once begun, it goes out as it is.
  virtual bool takes_pipes() const noexcept = 0;
  /// Lays out what is in the pipe.
  virtual void add(io::pipe& data) = 0;
  /// Lays out its end. `trailers`: lines with CRLF.
  virtual void finish(std::string_view trailers) = 0;

  /// Sends of what is laid out as much as goes without waiting.
  enum class sending { done, waits, broken };
  virtual sending send_now() = 0;
  /// Sends the rest. Whenever the client takes some, deadline() moves on to `stall` from then. False if it is broken.
  virtual awaitable<bool> send(steady_clock::duration stall) = 0;

  /// Lays out a 101 and `already`, what the backend has said behind it. The stream that both sides speak over once that
  /// is sent; null if this client cannot switch protocols.
  virtual io::stream* switch_protocols(const http::response_head& head, const answer_additions& more,
                                       std::string_view already) = 0;
  /// What the client has said behind its request.
  virtual std::string_view rest() const noexcept = 0;

  // ---- its presence ----

  /// Whether nothing can reach it any more.
  virtual bool left() const noexcept = 0;
  /// Tells `who` from now on if the client leaves while nobody reads; null: no more.
  virtual void watch(observer* who) = 0;
  /// Whether it has left where nothing else would notice: while it is not being read from. `patient`: that it has ended
  /// its side is no leaving yet.
  virtual bool has_left_unnoticed(bool patient) = 0;
  /// Ends a read or write under way.
  virtual void stop() = 0;

  // ---- its time ----

  /// Stands behind every wait for the answer, and for the client to take it.
  virtual io::deadline& deadline() = 0;
  /// Stands behind every wait for the body, which may come beside the answer.
  virtual io::deadline& upload_deadline() = 0;

protected:
  ~client() = default;
};

} // namespace loadex::net::exchange
