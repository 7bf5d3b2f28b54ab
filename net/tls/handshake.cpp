#include "net/tls/handshake.hpp"

#include "net/io/deadline.hpp"
#include "net/tls/layer.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <utility>

namespace loadex::net::tls {

namespace {

using layer_ptr = boost::intrusive_ptr<layer>;

/// From now on the stream is encrypted.
layer_ptr wrap(io::stream& stream, ssl_ptr session) {
  layer_ptr made;
  stream.carry([&](io::socket_ptr below, io::engine::watcher& who) {
    return made = layer_ptr(new layer(std::move(below), who, std::move(session)));
  });
  return made;
}

} // namespace

awaitable<handshake> accept(io::stream_ptr client, server_ptr by, std::string_view for_http) {
  const auto made = wrap(*client, by->accept());
  const auto error = co_await made->handshake();
  auto& session = made->session();
  handshake result;
  result.speaks_http = made->speaks_no_tls();
  result.problem = made->problem();
  if (const auto verdict = SSL_get_verify_result(&session); error && verdict != X509_V_OK)
    result.problem = std::string("certificate of the client: ") + X509_verify_cert_error_string(verdict);
  if (!error)
    result.agreed = agreement_of(session, by->settings().client_headers);
  if (result.speaks_http)
    made->tell_plainly(for_http);
  co_return result;
}

awaitable<io::connected> secure(io::connected reached, ssl_ptr session, steady_clock::time_point until,
                                io::connect_canceller& canceller) {
  using base::reason;
  const auto stream = reached.stream;
  io::deadline deadline(stream->get_executor());
  deadline.guard(until, [raw = stream.get()] { raw->close(); });
  const auto made = wrap(*stream, std::move(session));
  const bool is_wanted = canceller.follow(stream.get());
  if (!is_wanted)
    stream->close();
  const auto error = co_await made->handshake();
  canceller.follow(nullptr);
  deadline.rest();
  if (!error)
    co_return reached;
  stream->close();
  io::connected failed{nullptr, reached.endpoint, reason::tls_failed, made->problem()};
  const auto verdict = SSL_get_verify_result(&made->session());
  if (deadline.expired())
    failed = {nullptr, reached.endpoint, reason::connect_timeout, "no agreement on TLS in time"};
  else if (verdict != X509_V_OK && SSL_get_verify_mode(&made->session()) != SSL_VERIFY_NONE)
    failed = {nullptr, reached.endpoint, reason::certificate_invalid, X509_verify_cert_error_string(verdict)};
  else if (failed.detail.empty())
    failed.detail = "connection closed within the handshake";
  co_return failed;
}

} // namespace loadex::net::tls
