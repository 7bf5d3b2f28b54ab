#include "net/admin/handlers/explain.hpp"

#include "actors/pool/explanation.hpp"
#include "actors/runtime/compat.hpp"
#include "base/text.hpp"
#include "net/admin/handlers/described.hpp"
#include "net/admin/handlers/route_taken.hpp"
#include "net/admin/handlers/verdict_words.hpp"
#include "net/admin/json_answer.hpp"
#include "net/admin/on_control.hpp"
#include "net/admin/query_reader.hpp"
#include "net/admin/timestamp.hpp"
#include "net/http/affinity.hpp"
#include "net/http/balancing_key.hpp"
#include "net/http/client_peer.hpp"
#include "net/io/ask.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <variant>

namespace loadex::net::admin::handlers {

namespace {

using nlohmann::ordered_json;

/// The request that is meant.
struct imagined {
  std::string client; // its address; empty: not said
  std::string method = "GET";
  std::string path = "/";
  std::string host;
  std::vector<config::header_line> headers;
};

/// `NAME:VALUE`
std::optional<config::header_line> header_in(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string::npos)
    return std::nullopt;
  return config::header_line{text.substr(0, colon), std::string(base::trim(text.substr(colon + 1)))};
}

std::variant<imagined, http::own_response> read(const request& asked) {
  imagined what;
  query_reader query(asked.target);
  const auto text = [&](const char* name, std::string otherwise = {}) {
    auto value = parameter(asked.target, name);
    if (std::ranges::any_of(value, [](unsigned char c) { return c < ' ' || c == 0x7F; }))
      query.fail(name, "has a control character in it");
    return value.empty() ? std::move(otherwise) : value;
  };
  what.method = text("method", "GET");
  what.path = text("path", "/");
  what.host = text("host", std::string(asked.who.host));
  if (!what.path.starts_with('/'))
    query.fail("path", "must begin with /");
  if (const auto client = text("client"); !client.empty()) {
    error_code wrong;
    const auto address = asio::ip::make_address(client, wrong);
    if (wrong)
      query.fail("client", "is not an IP address");
    else
      what.client = http::describe_peer({address, 0}, {}, {}).address;
  }
  if (const auto header = text("header"); !header.empty()) {
    if (auto line = header_in(header))
      what.headers.push_back(std::move(*line));
    else
      query.fail("header", "must be NAME:VALUE");
  }
  if (auto cookie = text("cookie"); !cookie.empty()) {
    if (cookie.find('=') == std::string::npos)
      query.fail("cookie", "must be NAME=VALUE");
    what.headers.push_back({"Cookie", std::move(cookie)});
  }
  if (auto refused = query.refusal())
    return std::move(*refused);
  return what;
}

ordered_json shown(const actors::explanation& all, const actors::explanation::verdict& one, bool has_key) {
  ordered_json row{{"id", one.id},
                   {"url", one.backend},
                   {"selection", to_string(one.why)},
                   {"why", why(all, one, has_key)},
                   {"state", to_string(one.state)},
                   {"since", timestamp(one.since)},
                   {"weight", one.weight},
                   {"share", one.share},
                   {"in_flight", one.in_flight}};
  if (one.latency)
    row["latency_ms"] = std::round(one.latency->count() * 1e6) / 1e3;
  if (one.score && std::isfinite(*one.score))
    row["score"] = *one.score;
  return row;
}

/// What has been found out of it.
struct findings {
  std::string pool;
  actors::explanation choice;
  bool has_key = false;
  config::snapshot_ptr now;
  std::shared_ptr<const http1::imagined_request> asked;
};

http::own_response as_answer(const findings& found) {
  const auto& choice = found.choice;
  const auto* chosen = chosen_of(choice);
  ordered_json told{{"pool", found.pool},
                    {"algorithm", config::to_string(choice.algorithm)},
                    {"certain", choice.certain},
                    {"by_affinity", choice.by_affinity},
                    {"chosen", chosen != nullptr ? ordered_json(chosen->id) : ordered_json()},
                    {"taken_by", routes_taken(*found.now, *found.asked)}};
  auto& rows = told["backends"] = ordered_json::array();
  for (const auto& one : choice.backends)
    rows.push_back(shown(choice, one, found.has_key));
  return json_answer(200, told);
}

} // namespace

awaitable<answer> explain(call incoming) {
  auto read_so = read(incoming.asked);
  if (auto* refused = std::get_if<http::own_response>(&read_so))
    co_return std::move(*refused);
  const auto& what = std::get<imagined>(read_so);
  findings found{
      .pool = incoming.in_path.front(), .choice = {}, .now = incoming.home.listeners.look().now, .asked = {}};
  const auto index = incoming.pools.find(found.pool);
  const auto how = std::ranges::find(found.now->pools, found.pool, [](const auto& pool) { return pool.how.name; });
  if (!index || how == found.now->pools.end())
    co_return no_such_pool();
  const auto asked = std::make_shared<http1::imagined_request>(what.method, what.path, what.host, what.headers);
  if (!asked->is_whole())
    co_return problem(422, "Such a request is refused: " + std::string(base::sentence(asked->result.why)));
  found.asked = asked;

  // As an exchange does it.
  const auto pool = incoming.pools.at(*index);
  const auto& balancing = how->traffic.balancing;
  actors::explain question;
  question.key = http::balancing_key(asked->head, what.client, asked->framing.target, pool.view->plan.which, balancing);
  question.affinity = http::affinity_of(asked->head, balancing, pool.view->plan);
  found.has_key = !question.key.empty();
  const auto orders = pool.orders;
  auto choice = co_await io::ask<actors::explanation>(incoming.on, [&](auto reply) {
    question.reply = std::move(reply);
    actors::tell(orders, question);
  });
  if (!choice)
    co_return pool_has_ended();
  found.choice = std::move(*choice);
  auto write = [found = std::move(found)] { return as_answer(found); };
  co_return co_await write_on(incoming.home.control, incoming.on, std::move(write));
}

} // namespace loadex::net::admin::handlers
