#pragma once

#include "net/exchange/client.hpp"
#include "net/exchange/workspace.hpp"
#include "net/front/surroundings.hpp"
#include "net/http1/io/body_reader.hpp"
#include "net/http1/rewrite.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loadex::net::front {

/// A client's connection, as far as it serves one request after another.
struct http1_connection {
  io::stream& stream;
  io::deadline& deadline;
  std::optional<io::deadline>& upload_deadline; // of a body that comes while its answer may, made when first needed
};

/// The asking side of one HTTP/1 request: reads the body that follows the request's head, and writes the answer as
/// bytes.
class http1_client final : public exchange::client {
public:
  /// `already`: what was read behind the request's head. `settings` are those that the request goes by; `at` is where
  /// its client has come in.
  http1_client(const surroundings& home, const entrance& at, const config::traffic_settings& settings,
               const http1_connection& by, exchange::workspace& memory, const http::request_framing& framing,
               std::string_view already);

  std::optional<http::body_piece> ready() override { return body_.ready(); }
  awaitable<http::body_piece> next() override { return body_.next(); }
  bool body_complete() const noexcept override { return body_.complete(); }
  std::string_view trailers() const noexcept override { return body_.trailers(); }

  bool interim(const http::response_head& head) override;
  void begin(const http::response_head& head, const http::response_framing& framing,
             const exchange::answer_additions& more) override;
  void add(std::string_view data) override;
  bool takes_pipes() const noexcept override;
  void add(io::pipe& data) override { piped_ = &data; }
  void finish(std::string_view trailers) override;
  sending send_now() override;
  awaitable<bool> send(steady_clock::duration stall) override;
  io::stream* switch_protocols(const http::response_head& head, const exchange::answer_additions& more,
                               std::string_view already) override;
  std::string_view rest() const noexcept override { return body_.rest(); }

  bool left() const noexcept override { return by_.stream.peer_left(); }
  void watch(observer* who) override;
  bool has_left_unnoticed(bool patient) override;
  void stop() override { by_.stream.cancel(); }

  io::deadline& deadline() override { return by_.deadline; }
  io::deadline& upload_deadline() override;

  /// After an answer has been relayed: whether the connection can carry another request.
  bool keeps_alive() const noexcept { return keep_alive_ && body_.complete(); }

  /// Bytes that have come of the request's body, and gone out of the answer; of these, the heads laid out.
  std::uint64_t bytes_in() const noexcept { return body_.taken(); }
  std::uint64_t bytes_out() const noexcept { return sent_; }
  std::uint64_t heads_out() const noexcept { return heads_; }

private:
  bool finishing_is_leaving() const;

  const surroundings& home_;
  const entrance& at_;
  const config::traffic_settings& settings_;
  const http1_connection by_;
  exchange::workspace& memory_;
  const http::request_framing& framing_;
  http1::body_reader body_;
  http::body_kind coding_{}; // of the answer, as it goes out
  bool keep_alive_ = false;
  bool answering_ = false; // with something that is no tunnel
  std::string& out_;       // what is laid out: this,
  std::string_view data_;  // then this,
  io::pipe* piped_{};      // or what is in this,
  // Then memory_.behind_data. Small pieces are in `out_`: one plain send is cheaper than gathering.
  std::uint64_t sent_ = 0;
  std::uint64_t heads_ = 0;
};

} // namespace loadex::net::front
