#pragma once

#include "net/exchange/context.hpp"
#include "net/exchange/outcome.hpp"
#include "net/exchange/upload.hpp"
#include "net/io/stream.hpp"
#include "net/io/tunnel.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace loadex::net::exchange {

/// One try at one backend: sends it the request, relays what it answers. Lives on its exchange's coroutine.
class attempt {
public:
  /// `reused`: the connection has carried requests before. `alone`: it is its client's alone.
  attempt(context& of, io::stream& backend, bool reused, bool alone);

  /// Returns how it ended. After it, whatever it has given or thrown, end_upload() has to be awaited if has_upload().
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
  void write_request();
  void note_answer();
  awaitable<bool> pass_interim();
  awaitable<outcome> relay(std::string_view already);
  awaitable<outcome> switch_protocols(std::string_view already);
  awaitable<bool> send();
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
  timing when_;
  std::optional<upload> upload_;
  io::tunnel* tunnel_ = nullptr; // that it has become
};

} // namespace loadex::net::exchange
