#include "net/http1/rewrite.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;
using Catch::Matchers::Contains;
using progress = head_result::progress;
using namespace std::string_literals;

namespace {

/// The head that goes to the backend.
std::string forwarded(std::string_view bytes, forwarding about = {}) {
  if (about.peer.empty())
    about.peer = "192.0.2.7";
  about.cdn_id = "loadex-1";
  const framed_request request(bytes);
  REQUIRE(request.result.state == progress::complete);
  std::string out;
  write_request_head(request.head, request.framing, about, out);
  return out;
}

const forwarding from_trusted_peer{.peer = "10.0.0.1", .peer_is_trusted = true};

/// What a plain request gets from us.
const auto added =
    "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: example.com\r\nCDN-Loop: loadex-1\r\n"s;
const auto start = "GET / HTTP/1.1\r\nHost: example.com\r\n"s;

} // namespace

TEST_CASE("a request is forwarded with Host first, its headers in order and what we add last") {
  CHECK(
      forwarded("GET /a?b HTTP/1.1\r\nAccept: */*\r\nHost: example.com\r\nCookie:a\r\nX-Own: 1\r\ncookie: b\r\n\r\n") ==
      "GET /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nCookie: a\r\nX-Own: 1\r\ncookie: b\r\n" + added +
          "\r\n");
}

TEST_CASE("a line is written with one space and no other, whatever stands around it") {
  const auto* line = GENERATE("A:1", "A:\t1", "A:  1", "A: 1 ", "A: 1\t ", "A: 1", "A:", "A: ", "A:  ", "A:\t");
  CAPTURE(line);
  const std::string value = std::string_view(line).find('1') == std::string_view::npos ? "" : "1";
  const auto others = "B: 2\r\nC: 3\r\n"s;
  const auto kept = "A: " + value + "\r\n";
  CHECK(forwarded(get_with(others + line + "\r\n" + others)) == start + others + kept + others + added + "\r\n");
  CHECK(forwarded(get_with(line + "\r\n"s + line + "\r\n")) == start + kept + kept + added + "\r\n");
}

TEST_CASE("lines that stay here leave no trace of themselves between others") {
  const auto hop = "Keep-Alive: 5\r\n"s;
  CHECK(forwarded(get_with(hop + "A: 1\r\n" + hop + hop + "B: 2\r\nC: 3\r\n" + hop)) ==
        start + "A: 1\r\nB: 2\r\nC: 3\r\n" + added + "\r\n");
}

TEST_CASE("the request line is re-framed by us") {
  struct row {
    const char* line;
    const char* sent;
  };
  const auto row = GENERATE(values<struct row>({
      {"GET / HTTP/1.0", "GET / HTTP/1.1\r\nHost: example.com\r\n"},
      {"BREW /pot HTTP/1.1", "BREW /pot HTTP/1.1\r\nHost: example.com\r\n"},
      {"OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1\r\nHost: example.com\r\n"},
      {"GET http://other:81/a?b HTTP/1.1", "GET /a?b HTTP/1.1\r\nHost: other:81\r\n"},
      {"GET http://other HTTP/1.1", "GET / HTTP/1.1\r\nHost: other\r\n"},
      {"GET http://other?b HTTP/1.1", "GET /?b HTTP/1.1\r\nHost: other\r\n"},
  }));
  CHECK_THAT(forwarded(row.line + "\r\nHost: example.com\r\n\r\n"s), Catch::Matchers::StartsWith(row.sent));
}

TEST_CASE("an HTTP/1.0 request without Host gets the backend's, and no X-Forwarded-Host") {
  CHECK(forwarded("GET / HTTP/1.0\r\n\r\n", {.peer = "192.0.2.7", .backend_authority = "backend:8001"}) ==
        "GET / HTTP/1.1\r\nHost: backend:8001\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nCDN-Loop: "
        "loadex-1\r\n\r\n");
}

TEST_CASE("hop-by-hop headers stay here") {
  const auto* line =
      GENERATE("Connection: close", "Connection: keep-alive", "Proxy-Connection: keep-alive", "Keep-Alive: timeout=5",
               "TE: gzip", "Trailer: ETag", "Upgrade: websocket", "Proxy-Authorization: Basic eDp5",
               "Connection: X-Hop\r\nX-Hop: 1", "X-Hop: 1\r\nConnection: close, x-hop\r\nx-HOP: 2",
               "Connection: a\r\nConnection: b\r\nB: 1");
  CAPTURE(line);
  CHECK(forwarded(get_with(line + "\r\n"s)) == start + added + "\r\n");
}

TEST_CASE("a name listed in Connection strips none of the headers that we answer for") {
  CHECK(forwarded(get_with("Connection: Host, Content-Length, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, "
                           "X-Request-Id\r\nContent-Length: 5\r\nX-Request-Id: a\r\n")) ==
        start + "X-Request-Id: a\r\n" + added + "Content-Length: 5\r\n\r\n");
  CHECK(forwarded(get_with("Connection: X-Forwarded-For, X-Forwarded-Proto\r\nX-Forwarded-For: 192.0.2.1\r\n"
                           "X-Forwarded-Proto: https\r\n"),
                  from_trusted_peer) == start + "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1, 10.0.0.1\r\n"
                                                "X-Forwarded-Host: example.com\r\nCDN-Loop: loadex-1\r\n\r\n");
}

TEST_CASE("the body is framed by us") {
  struct row {
    const char* lines;
    const char* sent;
  };
  const auto row = GENERATE(values<struct row>({
      {"", ""},
      {"Content-Length: 0\r\n", "Content-Length: 0\r\n"},
      {"Content-Length: 005\r\n", "Content-Length: 5\r\n"},
      {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5\r\n"},
      {"Content-Length: 9223372036854775807\r\n", "Content-Length: 9223372036854775807\r\n"},
      {"transfer-encoding: CHUNKED\r\n", "Transfer-Encoding: chunked\r\n"},
  }));
  CHECK(forwarded(get_with(row.lines)) == start + added + row.sent + "\r\n");
}

TEST_CASE("what an untrusted peer says of the client is dropped") {
  CHECK(forwarded(get_with("X-Forwarded-For: 1.2.3.4\r\nx-forwarded-proto: https\r\nX-Forwarded-Host: evil\r\n"
                           "X-Forwarded-Port: 1\r\nForwarded: for=1.2.3.4\r\n")) == start + added + "\r\n");
}

TEST_CASE("what a gateway would take for a header of ours goes to no backend, whoever sends it") {
  const std::string name =
      GENERATE("X_Forwarded_For", "X-Forwarded_For", "x_forwarded-for", "X_Forwarded-Host", "X-Forwarded_Proto",
               "X.Forwarded.For", "X_Forwarded", "X_Forwarded_Client_Cert", "X-Forwarded-Client_Cert", "X_Request_Id",
               "X-Request_Id", "X_Loadex_Trace", "CDN_Loop", "Content_Length", "Transfer_Encoding", "transfer~encoding",
               "Keep_Alive", "Proxy_Connection", "Proxy_Authorization");
  CAPTURE(name);
  CHECK(forwarded(get_with(name + ": 5\r\n")) == start + added + "\r\n");
  CHECK_THAT(forwarded(get_with(name + ": 5\r\n"), from_trusted_peer), !Contains(": 5\r\n"));
}

TEST_CASE("other names may have underscores") {
  const std::string name = GENERATE("X_Forward_For", "X_ForwardedFor", "X_Tenant", "X_Real_IP", "Content_Type", "_",
                                    "k_", "Content__Length", "api_key");
  CAPTURE(name);
  const auto line = name + ": 5\r\n";
  CHECK_THAT(forwarded(get_with(line)), Contains("\r\n" + line));
}

TEST_CASE("the oldest header of its family, X-Forwarded, is believed of trusted peers alone") {
  const std::string line = "X-Forwarded: for=192.0.2.1\r\n";
  CHECK(forwarded(get_with(line)) == start + added + "\r\n");
  CHECK_THAT(forwarded(get_with(line), from_trusted_peer), Contains(line));
}

TEST_CASE("what a trusted peer says of the client is kept and extended") {
  CHECK(forwarded(get_with("X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\nX-Forwarded-Proto: https\r\n"
                           "X-Forwarded-Host: outside\r\nX-Forwarded-Port: 443\r\nForwarded: for=192.0.2.1\r\n"
                           "x-forwarded-for: 192.0.2.3\r\n"),
                  from_trusted_peer) == start + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: outside\r\n"
                                                "X-Forwarded-Port: 443\r\nForwarded: for=192.0.2.1\r\n"
                                                "X-Forwarded-For: 192.0.2.1, 192.0.2.2, 192.0.2.3, 10.0.0.1\r\n"
                                                "CDN-Loop: loadex-1\r\n\r\n");
}

TEST_CASE("no zone of an IPv6 address is passed on") {
  CHECK(forwarded(
            get_with("X-Forwarded-For: fe80::1%eth0, 192.0.2.1,[FE80::2%eth0.1]:80 , \"[fe80::3%25eth0]:80\"\r\n"
                     "X-Forwarded-For: fe80::4%eth0\r\n"
                     "X-Forwarded-Host: [fe80::5%eth0]:8080\r\n"
                     "Forwarded: for=\"[fe80::6%eth0]\";by=\"[fe80::7%eth0]:80\";proto=http, for=\"[fe80::8%1]\"\r\n"),
            from_trusted_peer) ==
        start + "X-Forwarded-Host: [fe80::5]:8080\r\n"
                "Forwarded: for=\"[fe80::6]\";by=\"[fe80::7]:80\";proto=http, for=\"[fe80::8]\"\r\n"
                "X-Forwarded-For: fe80::1, 192.0.2.1,[FE80::2]:80 , \"[fe80::3]:80\", fe80::4, 10.0.0.1\r\n"
                "X-Forwarded-Proto: http\r\nCDN-Loop: loadex-1\r\n\r\n");
}

TEST_CASE("no zone leaves in the other names by which proxies say who their client is, whoever sends them") {
  const auto* name = GENERATE("X-Real-IP", "x-client-ip", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP",
                              "X-Original-Forwarded-For");
  CAPTURE(name);
  const auto line = name + ": fe80::1%eth0\r\n"s;
  CHECK(forwarded(get_with(line)).find(name + ": fe80::1\r\n"s) != std::string::npos);
  CHECK(forwarded(get_with("X-Forwarded-Server: fe80::1%eth0\r\n"), from_trusted_peer).find('%') == std::string::npos);
}

TEST_CASE("a percent sign that begins no zone is passed on") {
  CHECK_THAT(forwarded(get_with("X-Forwarded-For: a%20b, 192.0.2.1%eth0, %\r\nX-Forwarded-Prefix: /a:b%20c\r\n"),
                       from_trusted_peer),
             Contains("X-Forwarded-For: a%20b, 192.0.2.1%eth0, %, 10.0.0.1\r\n") &&
                 Contains("X-Forwarded-Prefix: /a:b%20c\r\n"));
}

TEST_CASE("a trusted peer that says nothing of the client is taken for it") {
  CHECK(forwarded(get_with("X-Forwarded-For:\r\n"), from_trusted_peer) ==
        start + "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: example.com\r\n"
                "CDN-Loop: loadex-1\r\n\r\n");
}

TEST_CASE("X-Request-Id is kept, or made") {
  const forwarding about{.peer = "192.0.2.7", .request_id = "ours"};
  CHECK(forwarded(get_with(""), about) == start + added + "X-Request-Id: ours\r\n\r\n");
  CHECK(forwarded(get_with("X-Request-Id:\r\n"), about) == start + added + "X-Request-Id: ours\r\n\r\n");
  CHECK(forwarded(get_with("x-request-id: theirs\r\n"), about) == start + "x-request-id: theirs\r\n" + added + "\r\n");
}

TEST_CASE("the trace of a request is passed on, or replaced by another") {
  const auto its = "Traceparent: a\r\ntracestate: b\r\n"s;
  CHECK_THAT(forwarded(start + its + "\r\n"), Contains(its));
  CHECK_THAT(forwarded(start + its + "Connection: traceparent, tracestate\r\n\r\n"), Contains(its));
  const auto dropped = forwarded(start + its + "\r\n", {.drops_trace = true});
  CHECK(dropped == start + added + "\r\n");
  const auto replaced = forwarded(start + its + "\r\n", {.drops_trace = true, .traceparent = "c"});
  CHECK(replaced == start + added + "traceparent: c\r\n\r\n");
}

TEST_CASE("our id stands behind those of the proxies before us, and nobody can have it removed") {
  struct row {
    const char* lines;
    const char* sent;
  };
  const auto row = GENERATE(values<struct row>({
      {"CDN-Loop: other\r\n", "CDN-Loop: other, loadex-1\r\n"},
      {"cdn-loop: a;v=\"1, 2\",b\r\nCDN-Loop:\r\nCDN-LOOP: c\r\n", "CDN-Loop: a;v=\"1, 2\",b, c, loadex-1\r\n"},
      {"Connection: CDN-Loop\r\n", "CDN-Loop: loadex-1\r\n"},
      {"Connection: close, cdn-loop\r\nCDN-Loop: other\r\n", "CDN-Loop: other, loadex-1\r\n"},
      {"CDN-Loops: other\r\n", "CDN-Loop: loadex-1\r\n"},
  }));
  const auto sent = forwarded(get_with(row.lines));
  CHECK_THAT(sent, Contains("\r\n"s + row.sent));
  CHECK(sent.find("CDN-Loop: ") == sent.rfind("CDN-Loop: "));
}

TEST_CASE("an upgrade is asked for anew") {
  CHECK(forwarded(get_with("Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")) ==
        start + "Sec-WebSocket-Version: 13\r\n" + added + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
}

TEST_CASE("an offer of h2c is not passed on") {
  CHECK(forwarded(get_with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n")) ==
        start + added + "\r\n");
}

TEST_CASE("TE: trailers is put back, with the Connection option that it needs") {
  CHECK(forwarded(get_with("TE: gzip, trailers\r\n")) == start + added + "Connection: TE\r\nTE: trailers\r\n\r\n");
  CHECK(forwarded(get_with("Connection: TE, upgrade\r\nUpgrade: a\r\nTE: trailers\r\n")) ==
        start + added + "Connection: Upgrade, TE\r\nUpgrade: a\r\nTE: trailers\r\n\r\n");
}

TEST_CASE("Expect is passed on, but not from HTTP/1.0") {
  CHECK_THAT(forwarded(get_with("Expect: 100-continue\r\n")), Contains("\r\nExpect: 100-continue\r\n"));
  CHECK_THAT(forwarded("GET / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"), !Contains("Expect"));
}

TEST_CASE("Forwarded and Via are added if wanted") {
  CHECK_THAT(forwarded(get_with("Via: 1.1 before\r\n"), {.peer = "192.0.2.7", .add_forwarded = true, .add_via = true}),
             Contains("Via: 1.1 before\r\n") &&
                 Contains("Forwarded: for=192.0.2.7;host=\"example.com\";proto=http\r\nVia: 1.1 loadex\r\n"));
  CHECK_THAT(forwarded("GET / HTTP/1.0\r\n\r\n", {.peer = "2001:db8::1", .add_forwarded = true, .add_via = true}),
             Contains("Forwarded: for=\"[2001:db8::1]\";proto=http\r\nVia: 1.0 loadex\r\n"));
}

TEST_CASE("the head is appended to what the buffer holds") {
  const framed_request request(get_with(""));
  std::string out = "before";
  write_request_head(request.head, request.framing, {.peer = "192.0.2.7", .cdn_id = "loadex-1"}, out);
  CHECK(out == "before" + start + added + "\r\n");
}

TEST_CASE("another target can be asked for than the client did") {
  CHECK_THAT(forwarded(get_with(""), {.target = "/x?y"}), Catch::Matchers::StartsWith("GET /x?y HTTP/1.1\r\n"));
}

TEST_CASE("the prefix that was taken off the target is told, behind that of a trusted peer") {
  const std::string theirs = "X-Forwarded-Prefix: /a\r\nx-forwarded-prefix: /b, /c\r\nX-Forwarded-Prefix: \r\n";
  const auto prefixes = "X-Forwarded-Prefix: "s;
  CHECK_THAT(forwarded(get_with(""), {.prefix = "/v1"}), Contains(prefixes + "/v1\r\n"));
  CHECK(forwarded(get_with(theirs), {.prefix = "/v1"}) == forwarded(get_with(""), {.prefix = "/v1"}));
  auto about = from_trusted_peer;
  CHECK_THAT(forwarded(get_with(theirs), about), Contains(theirs)); // nothing was taken off
  about.prefix = "/v1";
  const auto sent = forwarded(get_with(theirs), about);
  CHECK_THAT(sent, Contains(prefixes + "/a, /b, /c, /v1\r\n"));
  CHECK(sent.find("refix: ") == sent.rfind("refix: "));
  CHECK_THAT(forwarded(get_with(""), about), Contains(prefixes + "/v1\r\n"));
}

TEST_CASE("headers are removed, set and added as a route has it") {
  const loadex::config::header_changes changes{
      .remove = {"X-Debug"}, .set = {{"X-Site", "www"}, {"Accept", "*/*"}}, .add = {{"X-More", "2"}, {"X-More", ""}}};
  const auto come = "X-Site: www\r\nAccept: */*\r\nX-More: 2\r\nX-More: \r\n"s;
  const auto sent = [&](const char* lines) { return forwarded(get_with(lines), {.changes = &changes}); };
  CHECK(sent("") == start + added + come + "\r\n");
  CHECK(sent("x-debug: 1\r\nX-Site: theirs\r\nX-DEBUG: 2\r\naccept: a\r\nAccept-Language: en\r\nX-More: 1\r\n") ==
        start + "Accept-Language: en\r\nX-More: 1\r\n" + added + come + "\r\n");
  CHECK_THAT(sent("Connection: X-Site\r\nTE: trailers\r\n"), Contains(come + "Connection: TE\r\n"));
}

TEST_CASE("what a gateway would take for a header that is removed or set goes with it") {
  const loadex::config::header_changes changes{.remove = {"X-Debug"}, .set = {{"X-Site", "www"}}, .add = {}};
  CHECK(forwarded(get_with("X_Debug: 1\r\nx.site: 2\r\nX~Site: 3\r\nXSite: 4\r\nX-Site2: 5\r\n"),
                  {.changes = &changes}) == start + "XSite: 4\r\nX-Site2: 5\r\n" + added + "X-Site: www\r\n\r\n");
}

TEST_CASE("what is said of a client's certificate is ours, or that of a trusted proxy where we say nothing") {
  const std::vector<std::string> names{"X-Subject"};
  const auto said =
      "Client-Cert: :a:\r\nclient-cert-chain: :b:\r\nClient_Cert: :c:\r\nX-SUBJECT: me\r\nX_Subject: me\r\n"s;
  const auto ours = "X-Subject: CN=alice\r\n"s;
  told_headers told{.names = names};
  forwarding stranger{.told = &told};
  auto trusted = from_trusted_peer;
  CHECK_THAT(forwarded(get_with(said), trusted), Contains(":a:") && Contains("X_Subject: me"));
  trusted.told = &told;
  CHECK(forwarded(get_with(said), stranger) == start + added + "\r\n");
  CHECK_THAT(forwarded(get_with(said), trusted), Contains("client-cert-chain: :b:") && Contains("X-SUBJECT: me"));
  told.lines = ours;
  CHECK(forwarded(get_with(said), stranger) == start + added + ours + "\r\n");
  CHECK_THAT(forwarded(get_with(said), trusted), !Contains("me\r\n") && !Contains(":b:") && Contains(ours));
}
