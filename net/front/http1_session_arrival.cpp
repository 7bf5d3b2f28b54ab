/// Getting to know a client, before its first request: who it is, and TLS.
#include "net/front/http1_session.hpp"
#include "net/front/report.hpp"
#include "net/http1/io/own_answer.hpp"
#include "net/io/receive_proxy_header.hpp"
#include "net/tls/handshake.hpp"

#include <utility>

namespace loadex::net::front {

using base::reason;

/// False if there is nobody to serve.
awaitable<bool> http1_session::get_to_know() {
  if (expects_proxy_header()) {
    const bool is_known = co_await meet_by_proxy_header();
    if (!is_known)
      co_return false;
  }
  place_ = peer_.trusted ? limits::client_connections::place() : home_.connections.enter(peer_.bytes);
  const auto by = at().at().secured;
  if (!by)
    co_return true;
  if (!place_) {
    report_unmet(reason::too_many_connections); // an answer would cost a handshake
    co_return false;
  }
  co_return co_await meet_in_tls(by);
}

/// The client is at `who`.
void http1_session::meet(const tcp_endpoint& who) {
  peer_ = http::describe_peer(who, at().settings().proxy.trusted_proxies, at().by()->what->now->all.admin.allow);
}

bool http1_session::expects_proxy_header() const {
  const auto& from = at().at().of->how.proxy_protocol_from;
  return !from.empty() && base::contains(from, peer_.bytes);
}

/// False if there is nobody to serve.
awaitable<bool> http1_session::meet_by_proxy_header() {
  const steady_clock::duration patience = leaving() ? patience_with_new : at().settings().proxy.header_timeout;
  deadline_.guard(steady_clock::now() + patience, [this] { client_->cancel(); });
  const auto header = co_await io::receive_proxy_header(*client_, deadline_);
  deadline_.rest();
  if (header.state == io::proxy_header::progress::bad)
    report_unmet(reason::bad_proxy_header);
  if (header.client)
    meet(*header.client);
  co_return header.state == io::proxy_header::progress::complete;
}

/// Likewise.
awaitable<bool> http1_session::meet_in_tls(tls::server_ptr by) {
  const steady_clock::duration patience = leaving() ? patience_with_new : by->settings().handshake_timeout;
  deadline_.guard(steady_clock::now() + patience, [this] { client_->close(); });
  const auto for_http = http1::to_bytes(http::make_problem(http::status_of(reason::plain_http), reason::plain_http, {}),
                                        home_.date, false, true);
  auto met = co_await tls::accept(client_, std::move(by), for_http);
  const bool is_late = deadline_.expired();
  deadline_.rest();
  if (met.agreed) {
    secured_ = std::make_unique<const secured>(std::move(*met.agreed));
    peer_.secure = true;
    peer_.verified = secured_->what.verified;
    if (peer_.verified || !peer_.trusted) // else it speaks for its own clients
      peer_.told_lines = secured_->what.told_lines;
  } else if (met.speaks_http) {
    report_unmet(reason::plain_http);
  } else if (is_late || !met.problem.empty()) {
    report_unmet(reason::handshake_failed, is_late ? "no agreement in time" : met.problem);
  }
  co_return secured_ != nullptr;
}

/// Of a client with whom no request came about.
void http1_session::report_unmet(reason why, std::string_view detail) {
  memory_ = home_.stock.borrow();
  memory_->request.clear();
  begin_record();
  memory_->record.status = http::status_of(why);
  memory_->record.failed = why;
  memory_->record.detail = detail;
  report(home_, *memory_);
}

} // namespace loadex::net::front
