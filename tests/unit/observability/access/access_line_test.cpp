#include "observability/access/access_line.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace loadex;
using namespace loadex::observability;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const auto epoch = request_record::time() + 1h;
const auto noon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + 12h + 7ms;

/// One that has all there is.
access_entry entry() {
  access_entry e;
  auto& r = e.about;
  r.begun = epoch;
  r.ended = epoch + 12345678ns;
  r.what = {"GET", "/a?b=c"};
  r.client = "192.0.2.1";
  r.status = 200;
  r.listener = "site";
  r.route_name = "shop";
  r.pool_name = "main";
  r.backend = "http://a:1";
  r.request_id = "id";
  r.traceparent = "00-1";
  r.attempts = 2;
  r.bytes_in = 80;
  r.bytes_out = 300;
  r.body_out = 100;
  r.queued = 1ms;
  r.connecting = 2500us;
  r.answered = epoch + 5ms;
  e.host = "example.org";
  e.referer = "http://b/?token=1";
  e.user_agent = "curl";
  return e;
}

config::log_settings json_of_all() {
  config::log_settings how;
  how.access_fields.assign(config::access_fields().begin(), config::access_fields().end());
  return how;
}

config::log_settings combined() {
  return {.access_format = config::line_format::combined};
}

std::string line(const access_entry& e, const config::log_settings& how) {
  std::string out;
  access_line(how).append(e, noon, out);
  return out;
}

} // namespace

TEST_CASE("a line in JSON has the fields that are chosen, in their order") {
  CHECK(line(entry(), json_of_all()) ==
        R"({"time":"2026-11-29T12:00:00.007Z","client":"192.0.2.1","method":"GET","path":"/a?b=c","status":200,)"
        R"("bytes_in":80,"bytes_out":300,"listener":"site","route":"shop","pool":"main","backend":"http://a:1",)"
        R"("attempts":2,"queue_ms":1.000,"connect_ms":2.500,"first_byte_ms":5.000,"total_ms":12.345,)"
        R"("request_id":"id","traceparent":"00-1","host":"example.org","protocol":"HTTP/1.1",)"
        R"("referer":"http://b/?token=1","user_agent":"curl"})"
        "\n");
  config::log_settings few;
  few.access_fields = {config::access_field::status, config::access_field::client};
  CHECK(line(entry(), few) == "{\"status\":200,\"client\":\"192.0.2.1\"}\n");
}

TEST_CASE("what there was not is left out of a line in JSON") {
  access_entry e;
  e.about.begun = e.about.ended = epoch;
  e.about.client = "192.0.2.1";
  e.about.status = 400;
  e.about.failed = base::reason::malformed_request;
  CHECK(json::parse(line(e, json_of_all())) == json{{"time", "2026-11-29T12:00:00.007Z"},
                                                    {"client", "192.0.2.1"},
                                                    {"status", 400},
                                                    {"bytes_in", 0},
                                                    {"bytes_out", 0},
                                                    {"attempts", 0},
                                                    {"total_ms", 0.0},
                                                    {"reason", "malformed_request"}});
}

TEST_CASE("a line tells why the client was answered as it was, before whose fault it was") {
  auto e = entry();
  e.about.why = base::reason::connect_refused;
  e.about.failed = base::reason::client_gone;
  CHECK(json::parse(line(e, {})).at("reason") == "connect_refused");
}

TEST_CASE("a combined line is as web servers write it, and its bytes are the body's") {
  CHECK(line(entry(), combined()) == "192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] \"GET /a?b=c HTTP/1.1\" 200 100 "
                                     "\"http://b/?token=1\" \"curl\"\n");
  access_entry bad;
  bad.about.client = "192.0.2.1";
  bad.about.status = 400;
  CHECK(line(bad, combined()) == "192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] \"-\" 400 0 \"-\" \"-\"\n");
}

TEST_CASE("queries are left out where that is wanted, the referer's too") {
  auto how = json_of_all();
  how.access_query = config::query_text::redact;
  const auto told = json::parse(line(entry(), how));
  CHECK(told.at("path") == "/a?***");
  CHECK(told.at("referer") == "http://b/?***");
  auto plain = combined();
  plain.access_query = config::query_text::redact;
  CHECK(line(entry(), plain).find("c HTTP") == std::string::npos);
  CHECK(line(entry(), plain).find("token") == std::string::npos);
}

TEST_CASE("no byte that a client sends gets out of its place in a line") {
  const std::string hostile = "\"\\\r\n\x1b[2J\xff\xc2\x9b{}\x7f ' -";
  auto e = entry();
  access_entry::each_text(e, [&](std::string_view& text) { text = hostile; });
  const auto told = line(e, json_of_all());
  CHECK(told.find('\n') == told.size() - 1);
  CHECK(json::parse(told).at("user_agent") == "\"\\\r\n\x1b[2J\xef\xbf\xbd\xc2\x9b{}\x7f ' -");
  const auto plain = line(e, combined());
  CHECK(plain.find('\n') == plain.size() - 1);
  for (const char c : plain.substr(0, plain.size() - 1))
    CHECK((c >= 0x20 && c < 0x7f));
}

TEST_CASE("the time of a line follows from one second to the next") {
  access_line lines({});
  std::string out;
  lines.append(entry(), noon, out);
  out.clear();
  lines.append(entry(), noon + 993ms, out);
  CHECK(json::parse(out).at("time") == "2026-11-29T12:00:01.000Z");
}
