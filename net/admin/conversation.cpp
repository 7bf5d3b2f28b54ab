#include "net/admin/conversation.hpp"

#include "net/http1/last_hop.hpp"

#include <utility>

namespace loadex::net::admin {

namespace {

using base::reason;
using http::body_kind;

constexpr std::size_t most_body = 64 * 1024; // bytes

} // namespace

awaitable<reply> converse(service& answering, inquiry asked, const actors::pool_view_ptr& newest) {
  const auto value = [&](http::field name) { return http::value_of(asked.head, name); };
  if (asked.framing.body != body_kind::none && asked.head.version >= 11 && !value(http::field::expect).empty())
    asked.client.write_now("HTTP/1.1 100 Continue\r\n\r\n");
  asked.limit.guard(steady_clock::now() + asked.patience, [&client = asked.client] { client.cancel(); });
  http1::body_reader body(asked.client, asked.framing.body, asked.framing.length, asked.already, asked.buffer,
                          {asked.chunks, most_body});
  while (!body.complete()) {
    switch ((co_await body.next()).what) {
    case http1::body_reader::piece::kind::too_long:
      co_return reply{{}, reason::body_too_large};
    case http1::body_reader::piece::kind::cut_off:
      co_return reply{{}, reason::client_gone};
    case http1::body_reader::piece::kind::malformed:
    case http1::body_reader::piece::kind::too_large:
      co_return reply{{}, reason::malformed_request};
    case http1::body_reader::piece::kind::data:
    case http1::body_reader::piece::kind::end:
      break;
    }
  }
  asked.limit.rest();
  if (asked.framing.max_forwards == 0u)
    co_return reply{http1::answer_as_last_hop(asked.head), reason::none, body.rest()};

  request about;
  about.method = asked.head.method_text;
  about.target = asked.framing.target;
  about.who = {asked.by, asked.framing.host, value(http::field::origin)};
  about.accept = value(http::field::accept);
  auto response = co_await answering.respond(about, asked.client.get_executor(), newest);
  co_return reply{std::move(response), reason::none, body.rest()};
}

} // namespace loadex::net::admin
