#include "net/admin/conversation.hpp"

#include "net/admin/problem.hpp"
#include "net/admin/protection.hpp"
#include "net/http/http_date.hpp"
#include "net/http1/io/own_answer.hpp"
#include "net/http1/last_hop.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <ctime>
#include <utility>
#include <variant>

namespace loadex::net::admin {

namespace {

using base::reason;
using http::body_kind;

/// Reads a body to its end, and keeps it if somebody wants it; what is wrong with it.
awaitable<reason> read_body(http1::body_reader& body, std::string* kept) {
  while (!body.complete()) {
    const auto piece = co_await body.next();
    switch (piece.what) {
    case http1::body_reader::piece::kind::too_long:
      co_return reason::body_too_large;
    case http1::body_reader::piece::kind::cut_off:
      co_return reason::client_gone;
    case http1::body_reader::piece::kind::malformed:
    case http1::body_reader::piece::kind::too_large:
      co_return reason::malformed_request;
    case http1::body_reader::piece::kind::data:
      if (kept != nullptr)
        kept->append(piece.data);
      break;
    case http1::body_reader::piece::kind::piped: // it has no pipe
    case http1::body_reader::piece::kind::end:
      break;
    }
  }
  co_return reason::none;
}

bool changes_something(const http::request_head& asked) {
  return asked.method != http::verb::get && asked.method != http::verb::head;
}

std::string_view header_of(const http::request_head& asked, std::string_view name) {
  const auto said =
      std::ranges::find_if(asked.headers, [&](const http::header& h) { return boost::beast::iequals(h.name, name); });
  return said == asked.headers.end() ? std::string_view() : said->value;
}

/// What a browser says of the page that asks, unless somebody goes to ours by a link of it.
std::string_view fetch_site_of(const http::request_head& asked) {
  if (!changes_something(asked) && header_of(asked, "Sec-Fetch-Mode") == "navigate")
    return {};
  return header_of(asked, "Sec-Fetch-Site");
}

/// Whether who asked is refused in problem+json whatever it accepts: the API does. `row`: that was found, if any.
bool refuses_in_json(const route* row, const std::variant<const route*, http::own_response>& found) {
  if (row != nullptr)
    return row->strict;
  const auto* said = std::get_if<http::own_response>(&found);
  return said != nullptr && said->type == "application/problem+json";
}

/// The request but for its body.
request describe(const inquiry& asked) {
  const auto value = [&](http::field name) { return http::value_of(asked.head, name); };
  request about;
  about.method = asked.head.method_text;
  about.target = asked.framing.target;
  about.from = asked.asking;
  about.who = {.by = asked.by,
               .host = asked.framing.host,
               .origin = value(http::field::origin),
               .fetch_site = fetch_site_of(asked.head),
               .shown = credential_in(value(http::field::authorization), asked.how),
               .changes = changes_something(asked.head),
               .user = asked.user};
  about.by = {name_of(about.who), std::string(asked.asking.address)};
  about.accept = value(http::field::accept);
  about.last_event_id = header_of(asked.head, "Last-Event-ID");
  about.content_type = value(http::field::content_type);
  about.if_match = value(http::field::if_match);
  about.if_none_match = value(http::field::if_none_match);
  about.has_body = asked.framing.body != body_kind::none || !value(http::field::content_length).empty();
  return about;
}

http::own_response too_many_bodies() {
  auto response = problem(503, "Too many large bodies are being taken now.");
  response.headers = "Retry-After: 1\r\n";
  return response;
}

/// How a streamed body is delimited for who asked.
body_kind stream_framing(const http::request_head& asked) {
  if (asked.method == http::verb::head)
    return body_kind::none;
  return asked.version >= 11 ? body_kind::chunked : body_kind::until_close;
}

/// Notices that the client ends its side while its answer is being made. What it sends meanwhile is kept.
class watch {
public:
  explicit watch(io::stream& client)
      : client_(client) {
    client_.on_idle_read([this] { look(); });
    client_.read_ahead();
    look();
  }
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;
  ~watch() { client_.on_idle_read(nullptr); }

  io::departure& left() noexcept { return left_; }

private:
  void look() {
    if (client_.ended())
      left_.happen();
  }

  io::stream& client_;
  io::departure left_;
};

awaitable<answer> respond(const service& answering, const route& row, request about, io::stream& client,
                          const pool_directory& pools) {
  watch watching(client);
  about.client = &watching.left();
  co_return co_await answering.respond(row, about, client.get_executor(), pools);
}

http::own_response protected_answer(http::own_response said) {
  protect(said);
  return said;
}

awaitable<> stream(const inquiry& asked, answer said) {
  streaming sending(asked.client, asked.deadline, asked.patience, std::move(said.stream));
  asked.under_way = &sending;
  if (asked.stopping)
    sending.end();
  const auto date = http::http_date(std::time(nullptr));
  co_await sending.run(http1::head_of_stream(said.response, date, asked.head.version), stream_framing(asked.head));
  asked.under_way = nullptr;
}

} // namespace

awaitable<reply> converse(const service& answering, inquiry asked, const pool_directory& pools) {
  auto about = describe(asked);
  const bool ends_here = asked.framing.max_forwards == 0u; // whatever it is for
  std::variant<const route*, http::own_response> found;
  if (!ends_here)
    found = answering.find(about, asked.how);
  const auto* const* named = std::get_if<const route*>(&found);
  const auto* row = named != nullptr ? *named : nullptr;
  const auto room = row != nullptr ? answering.room_for(*row) : service::room(nullptr);
  if (!room)
    co_return reply{protected_answer(too_many_bodies()), reason::too_many_requests};

  asked.deadline.guard(steady_clock::now() + asked.patience, [&client = asked.client] { client.cancel(); });
  if (asked.framing.body != body_kind::none && asked.head.version >= 11 &&
      !http::value_of(asked.head, http::field::expect).empty())
    co_await asked.client.write("HTTP/1.1 100 Continue\r\n\r\n");
  http1::body_reader body(asked.client, asked.framing.body, asked.framing.length, asked.already, asked.buffer,
                          {asked.chunks, row != nullptr ? row->most_body : route::usual_body});
  std::string kept;
  const auto broken = co_await read_body(body, row != nullptr && (row->takes_body || row->strict) ? &kept : nullptr);
  if (broken == reason::client_gone)
    co_return reply{{}, broken};
  if (broken != reason::none)
    co_return reply{protected_answer(http::make_problem(broken, refuses_in_json(row, found) ? "" : about.accept)),
                    broken};
  asked.deadline.rest();
  if (ends_here)
    co_return reply{http1::answer_as_last_hop(asked.head), reason::none, body.rest()};

  if (row == nullptr)
    co_return reply{protected_answer(std::get<http::own_response>(std::move(found))), reason::none, body.rest()};
  if (!row->takes_body && !kept.empty()) // what is asked for in it would not be done
    co_return reply{protected_answer(problem(415, "This takes no body.")), reason::none, body.rest()};
  if (auto instead = answering.held(*row, about))
    co_return reply{protected_answer(std::move(*instead)), reason::none, body.rest()};
  about.body = kept;
  auto said = co_await respond(answering, *row, about, asked.client, pools);
  protect(said.response);
  if (!said.stream)
    co_return reply{std::move(said.response), reason::none, body.rest()};
  co_await stream(asked, std::move(said));
  co_return reply{};
}

} // namespace loadex::net::admin
