#pragma once

#include "net/exchange/exchange.hpp"
#include "net/exchange/workspace.hpp"
#include "net/front/logins.hpp"
#include "net/front/session.hpp"
#include "net/front/surroundings.hpp"
#include "net/http/client_identity.hpp"
#include "net/http/client_peer.hpp"
#include "net/http/framing.hpp"
#include "net/http/problem.hpp"
#include "net/http1/head_reader.hpp"
#include "net/io/deadline.hpp"
#include "net/io/stream.hpp"
#include "net/io/types.hpp"
#include "net/limits/client_connections.hpp"
#include "net/tls/agreement.hpp"
#include "observability/request_record.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace loadex::net::admin {
class streaming;
}

namespace loadex::net::front {

/// A connection on which HTTP/1 is spoken: reads requests, has each answered by a backend or by the admin service.
class http1_session final : public session {
public:
  http1_session(surroundings& home, entrance_ptr at, io::stream_ptr client, const tcp_endpoint& peer);
  ~http1_session() override;

  awaitable<> run() override;
  void end_stream() override;
  void stop_if_idle() override;
  void check_client() override { under_way_->check_client(); }
  bool give_way() override;
  void abort() override;

private:
  /// What to do with the connection after a request.
  enum class next { request, close, close_gently };

  std::optional<http1::head_result> read_head();
  awaitable<http1::head_result> rest_of_head();
  awaitable<next> answer(http1::head_result head);
  awaitable<bool> get_to_know();
  void meet(const tcp_endpoint& who);
  bool expects_proxy_header() const;
  awaitable<bool> meet_by_proxy_header();
  awaitable<bool> meet_in_tls(tls::server_ptr by);
  void report_unmet(base::reason why, std::string_view detail = {});
  awaitable<next> answer_request();
  awaitable<next> proxy_request(const way& by);
  awaitable<next> answer_by(const way& by);
  awaitable<next> answer_ourselves();
  void begin_rest();
  void begin_record();
  bool is_ours() const;
  bool is_misdirected() const;
  std::string_view behind_head() const {
    const auto head = memory_->request.size;
    return {memory_->request_bytes.data() + head, filled_ - head};
  }
  awaitable<next> refuse(base::reason why);
  awaitable<next> send_refusal(base::reason why, bool keep_alive);
  exchange::changes changes_by(const way& by);
  bool leaving() const noexcept { return home_.draining || at().closed(); }
  awaitable<bool> respond(const http::own_response& response, bool keep_alive);
  /// Closing with unread bytes in the socket resets the connection, and the client might lose the response.
  next how_to_close(bool all_taken) const {
    return all_taken && !client_->has_read_ahead() ? next::close : next::close_gently;
  }
  void carry_over(std::string_view rest);

  static constexpr std::chrono::seconds patience_with_new{1}; // that have not spoken, when their place is wanted

  surroundings& home_;
  /// What has been agreed with a client that speaks TLS.
  struct secured {
    explicit secured(tls::agreement agreed)
        : what(std::move(agreed))
        , words{what.version, what.cipher, what.host, what.verified ? "verified" : "none"} {}

    const tls::agreement what;
    const observability::tls_words words;
  };

  http::client_peer peer_;                                 // who is there; or whom a PROXY header names
  std::unique_ptr<const secured> secured_;                 // null: it does not
  bool introduced_ = false;                                // and whether that is known
  std::optional<limits::client_connections::place> place_; // none: this client has too many connections already
  const io::stream_ptr client_;
  io::deadline deadline_;
  std::optional<io::deadline> upload_deadline_; // of a body that comes while its response may, made when first needed
  logins logins_;
  exchange::workspaces::borrowed memory_; // while a request is being served
  std::size_t filled_ = 0;                // bytes in memory_->request_bytes
  std::size_t scanned_ = 0;               // of them, for the end of the head
  worker_edition_ptr by_;                 // what holds for it from its begin to its end
  const site* site_ = nullptr;            // of that
  lane* pool_ = nullptr;                  // that it goes to, if it does
  exchange::exchange* under_way_ = nullptr;
  admin::streaming* streaming_ = nullptr;    // an answer of our own that is under way
  steady_clock::time_point at_rest_since_{}; // when the latest request had ended, or the client had come
  std::uint32_t requests_ = 0;               // so far
};

} // namespace loadex::net::front
