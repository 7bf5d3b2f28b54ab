#include "config/codec.hpp"

#include "config/list_codec.hpp"
#include "config/settings.hpp"

#include <caf/config_value.hpp>
#include <catch2/catch.hpp>

using namespace loadex::config;
using Catch::Matchers::Contains;

namespace {

caf::config_value list_of(std::vector<caf::config_value> items) {
  return caf::config_value{std::move(items)};
}

caf::config_value text(const char* value) {
  return caf::config_value{std::string(value)};
}

caf::config_value number(std::int64_t value) {
  return caf::config_value{value};
}

} // namespace

TEST_CASE("a boolean is true or false and nothing else", "[config]") {
  const boolean_codec codec;
  CHECK(codec.parse("true"));
  CHECK_FALSE(codec.parse("false"));
  CHECK(codec.read(caf::config_value{true}));
  CHECK(codec.print(false) == "false");
  CHECK_THROWS_WITH(codec.parse("yes"), "\"yes\" is neither true nor false");
  CHECK_THROWS_WITH(codec.read(text("true")), Contains("write it without quotes"));
  CHECK_THROWS_WITH(codec.read(number(1)), "1 is neither true nor false");
}

TEST_CASE("an integer keeps to its bounds", "[config]") {
  const integer_codec codec{0, 65535};
  CHECK(codec.parse("0") == 0);
  CHECK(codec.read(number(65535)) == 65535);
  CHECK_THROWS_WITH(codec.parse("65536"), "65536 is out of range: 0 to 65535");
  CHECK_THROWS_WITH(codec.read(number(-1)), "-1 is out of range: 0 to 65535");
}

TEST_CASE("an integer in quotes, a fraction or a word is not an integer", "[config]") {
  const integer_codec codec{0, 65535};
  CHECK_THROWS_WITH(codec.read(text("8080")), "\"8080\" is not an integer; write it without quotes");
  CHECK_THROWS_WITH(codec.read(caf::config_value{1.5}), Contains("is not an integer"));
  CHECK_THROWS_WITH(codec.parse("http"), "\"http\" is not an integer");
  CHECK_THROWS_WITH(codec.parse("8080x"), "\"8080x\" is not an integer");
  CHECK_THROWS_WITH(codec.parse("99999999999999999999"), Contains("is not an integer"));
}

TEST_CASE("a choice takes only its numbers", "[config]") {
  const choice_codec codec{{502, 503}};
  CHECK(codec.parse("503") == 503);
  CHECK(codec.read(number(502)) == 502);
  CHECK_THROWS_WITH(codec.read(number(500)), "500 is not one of 502, 503");
}

TEST_CASE("a word is one of a few, in any case", "[config]") {
  const word_codec codec{{"DEBUG", "INFO"}};
  CHECK(codec.parse("debug") == "DEBUG");
  CHECK_THROWS_WITH(codec.parse("loud"), "\"loud\" is not one of DEBUG, INFO");
}

TEST_CASE("a path starts with a slash and holds no blanks", "[config]") {
  const path_codec codec;
  CHECK(codec.parse("/health?deep=1") == "/health?deep=1");
  const auto wrong = GENERATE("", "health", "/a b", "/a\r\nX: y", "/a#b");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("is not a path"));
}

TEST_CASE("the name of a header or a cookie is letters, digits and a few marks", "[config]") {
  const token_codec codec;
  CHECK(codec.parse("X-Tenant_2") == "X-Tenant_2");
  CHECK(codec.print("X-Tenant") == "\"X-Tenant\"");
  const auto wrong = GENERATE("", "a b", "a:", "a=b", "a;b", "a,b", "\"a\"", "a\r\nX", "caf\xc3\xa9");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("is not the name of a header or cookie"));
}

TEST_CASE("a name that may be left out may be empty, but not wrong", "[config]") {
  const token_codec codec{.optional = true};
  CHECK(codec.parse("").empty());
  CHECK(codec.type() == "name or empty");
  CHECK_THROWS_WITH(codec.parse("a b"), Contains("is not the name"));
}

TEST_CASE("the attributes of a cookie stay on their line and in their header", "[config]") {
  const cookie_attributes_codec codec;
  CHECK(codec.parse("Path=/; Max-Age=3600; Secure") == "Path=/; Max-Age=3600; Secure");
  CHECK(codec.parse("").empty());
  const auto wrong = GENERATE("Path=/\r\nX: y", "Path=/, b=2", "Path=/\x7f", "Path=/caf\xc3\xa9");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("are not attributes of a cookie"));
}

TEST_CASE("a word that stands for a value is read and printed as that value", "[config]") {
  const enum_codec<probe_kind> codec{{{"http", probe_kind::http}, {"tcp", probe_kind::tcp}}};
  CHECK(codec.type() == "one of http, tcp");
  CHECK(codec.parse("tcp") == probe_kind::tcp);
  CHECK(codec.parse("HTTP") == probe_kind::http);
  CHECK(codec.print(probe_kind::tcp) == "\"tcp\"");
  CHECK_THROWS_WITH(codec.parse("udp"), "\"udp\" is not one of http, tcp");
}

TEST_CASE("a text is one line of ASCII, quotes and blanks included", "[config]") {
  const text_codec codec;
  CHECK(codec.parse("\"status\": \"ok\"") == "\"status\": \"ok\"");
  CHECK(codec.parse("").empty());
  CHECK(codec.print("a \"b\"") == R"("a \"b\"")");
  const auto wrong = GENERATE("a\nb", "a\tb", "caf\xc3\xa9", "\x7f");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("is not a line of ASCII text"));
}

TEST_CASE("a Host header is a host with or without a port, or nothing", "[config]") {
  const authority_codec codec;
  const auto right = GENERATE("", "app.example.org", "app.example.org:8080", "[::1]:80");
  CHECK(codec.parse(right) == right);
  CHECK(codec.print("app") == "\"app\"");
  const auto wrong = GENERATE("http://app", "app/health", "user@app", "a b", "a\r\nX: y", "a?b", "a#b", "caf\xc3\xa9");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("is not a Host header"));
}

TEST_CASE("a range of statuses is one status or two with a dash", "[config]") {
  const status_range_codec codec;
  CHECK(codec.parse("200") == status_range{200, 200});
  CHECK(codec.parse("200-399") == status_range{200, 399});
  CHECK(codec.parse("100-599") == status_range{100, 599});
  CHECK(codec.print({200, 399}) == "\"200-399\"");
  CHECK(codec.print({204, 204}) == "\"204\"");
  const auto wrong = GENERATE("", "-", "99", "600", "299-200", "200-", "-200", "200-600", "2xx", "200 - 299", "+200");
  CHECK_THROWS_WITH(codec.parse(wrong), Contains("is not an HTTP status"));
}

TEST_CASE("a status is in a list of ranges if it is in one of them", "[config]") {
  const auto ranges = list_codec<status_range_codec>{}.parse("200-204,301");
  CHECK(contains(ranges, 200));
  CHECK(contains(ranges, 204));
  CHECK(contains(ranges, 301));
  CHECK_FALSE(contains(ranges, 205));
  CHECK_FALSE(contains(ranges, 199));
  CHECK_FALSE(contains({}, 200));
}

TEST_CASE("an unknown algorithm is answered with the list", "[config]") {
  const algorithm_codec codec;
  CHECK(codec.parse("rr") == algorithm::round_robin);
  CHECK_THROWS_WITH(codec.parse("fastest"), Contains("\"fastest\"") && Contains(algorithm_names()));
}

TEST_CASE("a string must stand in double quotes", "[config]") {
  CHECK(string_in(text("x")) == "x");
  CHECK_THROWS_WITH(string_in(caf::config_value{caf::atom("rr")}), Contains("double quotes"));
  CHECK_THROWS_WITH(string_in(number(1)), Contains("double quotes"));
}

TEST_CASE("quotes and line ends inside a string are escaped", "[config]") {
  CHECK(quoted("a\"b\\c\nd\re\tf") == R"("a\"b\\c\nd\re\tf")");
}

TEST_CASE("a long value is shortened in messages", "[config]") {
  CHECK(shown(text(std::string(1000, 'x').c_str())).size() < 70);
}

TEST_CASE("a list is read element by element", "[config]") {
  const list_codec<address_codec> codec{.fewest = 1};
  CHECK(codec.parse("0.0.0.0, ::") == std::vector<std::string>{"0.0.0.0", "::"});
  CHECK(codec.read(list_of({text("::1")})) == std::vector<std::string>{"::1"});
  CHECK(codec.print({"0.0.0.0", "::"}) == R"(["0.0.0.0", "::"])");
}

TEST_CASE("a wrong list is refused", "[config]") {
  const list_codec<address_codec> codec{.fewest = 1};
  CHECK_THROWS_WITH(codec.read(text("::1")), "\"::1\" is not a list; write it as [\"::1\"]");
  CHECK_THROWS_WITH(codec.read(list_of({number(1)})), Contains("is not a string"));
  CHECK_THROWS_WITH(codec.parse(""), Contains("at least one IP address"));
  CHECK_THROWS_WITH(codec.parse("localhost"), Contains("is not an IP address"));
}

TEST_CASE("where Loadex's own addresses are is an IP address with a port, a socket's path, or nothing", "[config]") {
  const admin_address_codec codec;
  for (const auto* text : {"127.0.0.1:9901", "0.0.0.0:0", "[::1]:9901", "[2001:db8::1]:65535", "", "unix:/a.sock"}) {
    CAPTURE(text);
    CHECK(codec.print(codec.parse(text)) == quoted(text));
  }
  const auto at = std::get<socket_address>(codec.parse("[::1]:9901").value());
  CHECK(at.address == "::1");
  CHECK(at.port == 9901);
  CHECK_FALSE(codec.parse(""));
  for (const auto* text :
       {"127.0.0.1", "127.0.0.1:", ":9901", "9901", "localhost:9901", "::1:9901", "[::1]", "127.0.0.1:65536",
        "127.0.0.1:80x", "a@127.0.0.1:80", "http://127.0.0.1:80", "127.0.0.256:80", " ", "[fe80::1%eth0]:80"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH(codec.parse(text), Contains("is not an IP address with a port"));
  }
  for (const auto& path :
       {std::string(), std::string("run/a.sock"), std::string("/run/"), "/" + std::string(107, 'a')}) {
    CAPTURE(path);
    CHECK_THROWS_WITH(codec.parse("unix:" + path), Contains("is no socket's path"));
  }
}

TEST_CASE("a file's mode is three octal digits", "[config]") {
  const file_mode_codec codec;
  CHECK(codec.parse("660") == 0660);
  CHECK(codec.print(codec.parse("007")) == "\"007\"");
  for (const auto* text : {"", "66", "0660", "680", "rw-", "-60"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH(codec.parse(text), Contains("is no file mode"));
  }
}

TEST_CASE("a host name has no scheme and no port, and case does not matter", "[config]") {
  const list_codec<host_codec> codec;
  CHECK(codec.parse("LB.example.org") == std::vector<std::string>{"lb.example.org"});
  CHECK_THROWS_WITH(codec.parse("lb:80"), Contains("without scheme and port"));
}

TEST_CASE("an empty list is fine where none is needed", "[config]") {
  CHECK(list_codec<network_codec>{}.parse("").empty());
  CHECK(list_codec<network_codec>{}.print({}) == "[]");
}
