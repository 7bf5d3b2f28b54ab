#pragma once

#include "net/exchange/context.hpp"
#include "net/exchange/outcome.hpp"
#include "net/exchange/upload.hpp"
#include "net/http/framing.hpp"
#include "net/http1/head_reader.hpp"
#include "net/http1/io/body_reader.hpp"
#include "net/http1/response_reader.hpp"
#include "net/io/stream.hpp"
#include "net/io/tunnel.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace loadex::net::exchange {

/// One try at one backend: sends it the request, relays what it answers. Lives on its exchange's coroutine.
///
///     auto end = one.send();
///     if (!end && one.is_sent())
///       end = one.take_answer(); // once something has come
///     if (!end)
///       end = co_await one.run();
///
/// Mostly nothing but the first byte of the answer has to be waited for, and a coroutine costs more than one of these
/// steps.
class attempt {
public:
  /// `reused`: the connection has carried requests before. `alone`: it is its client's alone.
  attempt(context& of, io::stream& backend, bool reused, bool alone);

  // Each returns how it has ended, if it has. After that, or what is thrown, end_upload() has to be awaited if
  // has_upload().

  /// Sends of the request what goes at once.
  std::optional<outcome> send();
  bool is_sent() const noexcept { return asio::buffer_size(unsent_) == 0; }

  /// Takes what has been read ahead of the answer, and relays it as far as that goes at once.
  std::optional<outcome> take_answer();

  /// Does what is left.
  awaitable<outcome> run();

  bool has_upload() const noexcept { return upload_.has_value(); }
  awaitable<> end_upload();

  /// Whether the connection has ended its message cleanly and can be kept.
  bool is_reusable() const noexcept { return reusable_; }

  /// Whether it is its client's alone: somebody is logged in by it.
  bool binds_login() const noexcept { return binds_login_; }

  /// Ends the conversation with the backend; run() then returns soon.
  void abort() { backend_.close(); }

  /// Notices a client that has gone where nothing else would. Called every second.
  void check_client();

private:
  using parts = std::array<asio::const_buffer, 2>;

  parts write_request();
  std::optional<outcome> note_sent(const error_code& error);
  std::optional<outcome> begin_answer();
  bool is_switching() const noexcept;
  void note_answer();
  awaitable<bool> pass_interim();
  std::optional<outcome> begin_relay();
  std::optional<outcome> relay_at_once();
  std::optional<outcome> note_relayed();
  awaitable<outcome> relay();
  awaitable<outcome> switch_protocols(std::string_view already);
  awaitable<bool> wait_for_client();
  outcome client_took_nothing() const;
  bool uploading() const noexcept { return upload_ && !upload_->ended(); }
  bool was_too_slow() const;
  steady_clock::time_point answer_by() const;
  void guard_answer();
  void guard_relay(steady_clock::duration stall);
  outcome failed(http::attempt_failure kind, base::reason why) const;
  outcome why_it_ended(http::attempt_failure kind, base::reason why) const;
  outcome cut_off(base::reason why) const;

  context& of_;
  io::stream& backend_;
  const bool reused_;
  bool binds_login_;
  bool reusable_ = false;
  parts unsent_{};                  // of the request as far as it is written
  bool begun_ = false;              // some of that is sent
  http::attempt_failure if_silent_; // what it is if the backend says no more
  const http1::head_limits limits_;
  http1::response_reader answer_;
  http1::head_result reading_{};           // how far that has come
  http::response_framing framing_;         // of the answer
  std::optional<http1::body_reader> body_; // of the answer, once that is being relayed
  std::optional<http::body_piece> piece_;  // of it: what is relayed next
  io::pipe_stock::borrowed pipe_;          // for a large one; null: it is copied
  bool waits_for_client_ = false;
  timing when_;
  std::optional<upload> upload_;
  io::tunnel* tunnel_ = nullptr; // that it has become
};

} // namespace loadex::net::exchange
