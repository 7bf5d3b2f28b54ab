#pragma once

#include "base/reason.hpp"
#include "config/settings.hpp"
#include "net/exchange/workspace.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/client_peer.hpp"
#include "net/http/retry.hpp"
#include "net/http1/body_reader.hpp"
#include "net/http1/framing.hpp"
#include "net/http1/rewrite.hpp"
#include "net/io/connect.hpp"
#include "net/io/deadline.hpp"
#include "net/io/side_task.hpp"
#include "net/io/stream.hpp"
#include "net/io/tunnel.hpp"
#include "net/upstream/admission.hpp"
#include "net/upstream/bound_connection.hpp"
#include "net/upstream/target.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace loadex::net::front {
class worker;
}

namespace loadex::net::exchange {

/// One request on its way through: picks a backend, forwards, retries where that is safe, relays the response.
/// Lives on its session's coroutine; confined to the worker's thread.
class exchange {
public:
  enum class ending {
    relayed,    // the response went to the client whole
    refused,    // nothing went to the client: answer it with `status` and `why`
    cut_off,    // the response could not be completed: the client's connection is broken off
    client_gone // nobody is there to answer
  };

  struct outcome {
    ending how = ending::refused;
    unsigned status = 502;
    base::reason why = base::reason::none;
    bool keep_alive = false;          // the client's connection can carry another request
    upstream::target_ptr answered_by; // none unless relayed or cut off
    steady_clock::time_point ended;
  };

  /// The client's connection and what goes with it, which serve one request after another.
  struct client_side {
    io::stream& stream;
    io::deadline& limit;
    std::optional<io::deadline>& upload_limit; // made when first needed
    upstream::bound_connection& bound;
    const http::client_peer& peer;
  };

  /// `already`: what was read behind the request's head.
  exchange(front::worker& home, const client_side& client, workspace& memory, const http::request_framing& request,
           std::string_view already);

  awaitable<outcome> run();

  /// Nobody is there to answer any more, and why: breaks off the conversation with the backend. run() then returns
  /// soon.
  void abort(base::reason why);

  /// Notices a client that has gone where nothing else would: behind pipelined bytes, or behind the end of its side.
  /// Called every second.
  void check_client();

  /// After run(): bytes behind this request that belong to the next.
  std::string_view rest() const noexcept { return body_.rest(); }

  /// After run(): whether the request's body has been read to its end.
  bool request_complete() const noexcept { return body_.complete(); }

private:
  /// How an attempt at one backend ended.
  struct attempt_end {
    ending how = ending::refused;
    unsigned status = 502;
    base::reason why = base::reason::none;
    std::optional<http::attempt_failure> failure; // of one that may be retried
    bool keep_alive = false;
  };

  awaitable<attempt_end> attempt(upstream::target& target, bool fresh);
  awaitable<base::reason> gain_place();
  attempt_end refused_place(base::reason why, const attempt_end& before);
  void conclude_trial(actors::trial_result::outcome how, base::reason why);
  awaitable<attempt_end> converse(io::stream& backend, bool reused);
  awaitable<bool> pass_interim();
  awaitable<attempt_end> relay(io::stream& backend, std::string_view already);
  awaitable<attempt_end> switch_protocols(io::stream& backend, std::string_view already);
  void write_request();
  http1::head_result read_head(std::string_view bytes, std::size_t& scanned);
  void write_head_for_client(const http::response_framing& framing, http1::relaying& how);
  void say_who_answers(http1::relaying& how) const;
  void guard_response();
  void guard_relay(steady_clock::duration stall);

  /// Forwards what is still to come of the request's body, beside the response. Meanwhile only the body is timed.
  awaitable<> upload(io::stream& backend);
  awaitable<> end_upload();
  bool uploading() const noexcept { return upload_ && !upload_->ended(); }
  void hold_what_is_ready();
  void append_body(std::string_view data, std::string& out) const;

  /// Whether to go on after `end`, and where: picks the next target or says why not.
  bool try_again(const attempt_end& end);
  void exclude_target();
  upstream::target_ptr pick();
  bool is_repeatable() const; // at another backend
  outcome refused_at_once(unsigned status, base::reason why);
  attempt_end gone(base::reason why = base::reason::client_gone) const;
  attempt_end cut_off(base::reason why) const;
  attempt_end failed(http::attempt_failure kind, base::reason why, unsigned status = 502);
  attempt_end why_it_ended(http::attempt_failure kind, base::reason why);
  bool client_left() const noexcept;
  bool may_request() const;
  void watch_client();
  bool finishing_is_leaving() const;

  front::worker& home_;
  io::stream& client_;
  io::deadline& limit_;
  std::optional<io::deadline>& upload_limit_;
  upstream::bound_connection& bound_;
  const http::client_peer& peer_;
  workspace& memory_;
  const http::request_framing& request_;
  const http::client_identity asking_;
  const std::uint64_t affinity_;          // of the client to a backend, by its cookie
  const bool traced_;                     // the client may know, and asked, who answers
  const std::array<char, 32> request_id_; // for a request that brings none; the same for every attempt
  http1::body_reader body_;

  upstream::target_ptr target_;
  steady_clock::time_point ended_; // of the latest attempt
  io::stream* backend_ = nullptr;  // the connection of the attempt under way
  bool fresh_ = false;             // the next attempt must not reuse an idle connection
  bool binds_login_ = false;       // the connection of the attempt under way is its client's alone
  std::array<actors::balancing::backend_id, 2 * config::most_attempts> excluded_{}; // backends not to be picked again
  std::size_t excluded_count_ = 0;
  unsigned backends_tried_ = 0;
  std::optional<upstream::admission> admission_; // to the target, if it is gated

  bool held_ = true;                            // all of the body so far is in memory_.held
  io::connect_canceller connecting_;            // ends the connect under way
  base::reason abandoned_ = base::reason::none; // why nobody is there to answer
  steady_clock::time_point answer_by_;          // the deadline of the final response, once the request has been sent
  steady_clock::duration silence_{};            // that a response being relayed may keep
  steady_clock::time_point progress_ = steady_clock::time_point::max(); // the backend's latest; max(): none is expected
  bool relaying_ = false;                                               // the final response's head is whole
  bool reusable_ = false; // the backend's connection ended its message cleanly
  std::optional<io::side_task> upload_;
  io::tunnel* tunnel_ = nullptr;   // that the exchange has become
  bool waiting_on_client_ = false; // the upload is
  bool backend_stalled_ = false;   // it took nothing of the upload for too long
  bool stopping_upload_ = false;
  base::reason upload_failure_ = base::reason::none;
};

} // namespace loadex::net::exchange
