#include "config/config_file.hpp"

#include <catch2/catch.hpp>

using namespace loadex::config;
using problems = std::vector<std::string>;

namespace {

problems problems_of(std::string_view text) {
  draft result;
  apply_file_text("f", text, result);
  return result.problems;
}

} // namespace

TEST_CASE("a file sets what it names and leaves the rest", "[config]") {
  draft result;
  apply_file_text("f", "port=81 ; before any section is global\n[health]\ninterval=2s\n[global]\nalgo=\"lc\"", result);
  CHECK(result.problems.empty());
  CHECK(result.all.global.port == 81);
  CHECK(result.all.global.algo == algorithm::least_connections);
  CHECK(result.all.health.interval == std::chrono::seconds(2));
  CHECK(result.all.health.timeout == std::chrono::seconds(2));
}

TEST_CASE("every problem of a file is told at once, each with its line and key", "[config]") {
  CHECK(problems_of("[global]\n"
                    "port=\"8080\"\n"
                    "[health]\n"
                    "interval=5\n"
                    "timeout=\"2s\"\n") ==
        problems{"f:2: port: \"8080\" is not an integer; write it without quotes",
                 "f:4: health.interval: 5 is not a duration; write it with a unit, such as 500ms or 5s",
                 "f:5: health.timeout: \"2s\" is not a duration; write a number with a unit and without quotes, such "
                 "as 500ms, 2s, 10min or 1h"});
}

TEST_CASE("the line of a key after a list of many lines is right", "[config]") {
  CHECK(problems_of("backends=[\n {url=\"http://a\"},\n ; one more\n {url=\"http://b\"}\n]\nport=-1\n") ==
        problems{"f:6: port: -1 is out of range: 0 to 65535"});
}

TEST_CASE("an unknown key is answered with the nearest one", "[config]") {
  CHECK(problems_of("[health]\nintervall=2s\n") ==
        problems{"f:2: unknown key intervall in section [health]; did you mean interval?"});
  CHECK(problems_of("[log]\nport=80\n") ==
        problems{"f:2: unknown key port in section [log]; it belongs to section [global]"});
  CHECK(problems_of("colour=1\n") == problems{"f:1: unknown key colour in section [global]"});
}

TEST_CASE("an unknown section is told once, not for each of its keys", "[config]") {
  CHECK(problems_of("[helth]\nrise=1\nfall=1\n") == problems{"f:1: unknown section [helth]; did you mean health?"});
  CHECK(problems_of("[health.probe]\nrise=1\n").size() == 1);
}

TEST_CASE("a section written as a map of the global section is an unknown key", "[config]") {
  CHECK(problems_of("health={rise=2}\n") ==
        problems{"f:1: unknown key health in section [global]; write it as a section: [health]"});
}

TEST_CASE("a repeated key is refused, wherever its section is opened again", "[config]") {
  CHECK(problems_of("[health]\nrise=1\n[proxy]\nvia=true\n[health]\nrise=2\n") ==
        problems{"f:6: health.rise: stands in line 2 already"});
}

TEST_CASE("two keys on one line are refused, for the parser would take the second for a global one", "[config]") {
  const auto second = GENERATE("[health]\nrise=1 fall=2\n", "[health]\nrise=1 port=2\n", "[health]\nrise=1 [proxy]\n");
  CHECK(problems_of(second) == problems{"f:2: health.rise: something else stands behind the value; write each key on a "
                                        "line of its own"});
  CHECK(problems_of("[proxy]\nvia=truex=3\n").size() == 1);
}

TEST_CASE("a duration so long that it wraps around is refused", "[config]") {
  CHECK(problems_of("[health]\ninterval=18446744075s\n") ==
        problems{"f:2: health.interval: 18446744075s is too long a duration"});
}

TEST_CASE("a syntax error is told with line, column and what to write", "[config]") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"# note\n", "f:1:1: unexpected #; a comment starts with ;"},
      {"port=1\n# note\n", "f:2:1: unexpected #; a comment starts with ;"},
      {"\nalgo=lc\n", "f:2:6: unexpected l; a string stands in double quotes: key=\"value\""},
      {"port=\nalgo=\"lc\"\n",
       "f:1:6: the line ends too early: a value, a closing quote or a unit (ms, s, min, h) is missing"},
      {"algo=\"lc\n", "f:1:9: the line ends too early: a value, a closing quote or a unit (ms, s, min, h) is missing"},
      {"algo=\"\\x\"", "f:1:8: only \\n, \\r, \\t, \\\" and \\\\ may follow a backslash"},
      {"algo='leastconnection'", "f:1:17: a string stands in double quotes, not in single ones"},
      {"port=99999999999999999999", "f:1:24: the number is too large"},
      {"[health]\ninterval=1.5s", "f:2:13: a duration is a whole number with a unit: write 1500ms for 1.5s"},
      {"port=1 .", "f:1:8: unexpected ."},
      {"port=1\n\xef\xbb\xbfport=1", "f:2:1: unexpected character"},
      {"\n\nport=?\n", "f:3:6: unexpected ?"},
      {"algo=[1,\n", "f: the file ends inside a list or map; a closing ] or } is missing"},
  }));
  CAPTURE(text);
  CHECK(problems_of(text) == problems{problem});
}

TEST_CASE("a byte order mark at the start and line ends of CR LF change nothing", "[config]") {
  const std::string text = "; a note\n"
                           "\n"
                           "port=81 ; and one behind a value\n"
                           "backends=[ ; of many lines\n"
                           " {url=\"http://a\",\n"
                           "  health={\n"
                           "   path=\"/up\"\n"
                           "  }}\n"
                           "]\n"
                           "[ health ]\n"
                           "body=\"ready\"\n"
                           "interval=2s"; // the last line has no end
  std::string with_cr;
  for (const char c : text)
    with_cr += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto spelling = GENERATE_COPY(as<std::string>{}, text, with_cr, "\xef\xbb\xbf" + text, "\xef\xbb\xbf" + with_cr,
                                      "\xef\xbb\xbf" + with_cr + "\r\n");
  draft result;
  apply_file_text("f", spelling, result);
  CHECK(result.problems.empty());
  CHECK(result.all.global.port == 81);
  REQUIRE(result.all.global.backends.size() == 1);
  CHECK(result.all.global.backends[0].health.values->health.path == "/up");
  CHECK(result.all.health.body == "ready");
  CHECK(result.all.health.interval == std::chrono::seconds(2));
}

TEST_CASE("lines and columns are told as an editor shows them, whatever the line ends and the byte order mark",
          "[config]") {
  const auto [text, problem] = GENERATE(table<std::string, std::string>({
      {"\xef\xbb\xbf# note\n", "f:1:1: unexpected #; a comment starts with ;"},
      {"; note\r\n\r\nport=?\r\n", "f:3:6: unexpected ?"},
      {"algo=\"lc\r\n",
       "f:1:9: the line ends too early: a value, a closing quote or a unit (ms, s, min, h) is missing"},
      {"algo=\"lc\\\r\n\"", "f:1:10: only \\n, \\r, \\t, \\\" and \\\\ may follow a backslash"},
      {"\xef\xbb\xbf[health]\r\nrise=1 fall=1\r\n",
       "f:2: health.rise: something else stands behind the value; write each key on a line of its own"},
      {"backends=[\r\n {url=\"http://a\"}\r\n]\r\nport=-1\r\n", "f:4: port: -1 is out of range: 0 to 65535"},
  }));
  CAPTURE(text);
  CHECK(problems_of(text) == problems{problem});
}

TEST_CASE("a carriage return that ends no line is refused wherever it stands", "[config]") {
  const auto [text, where] = GENERATE(table<std::string, std::string>({
      {"port=1\r", "f:1:7"},
      {"port=1\rhealth=2\r", "f:1:7"},
      {"port=1\r\r\n", "f:1:7"},
      {"port=1\r\n\rport=1\r\n", "f:2:1"},
      {"; a file whose lines all end in CR\rport=1\r", "f:1:35"},
      {"[health]\nhost=\"a\rb\"\n", "f:2:8"},
      {"port=1\n\r", "f:2:1"},
  }));
  CAPTURE(text);
  CHECK(problems_of(text) == problems{where + ": a carriage return without a line feed; lines end in LF or CR LF"});
}

TEST_CASE("a file in UTF-16 is called so", "[config]") {
  using namespace std::string_literals;
  const auto text = GENERATE("\xff\xfep\0=\0"s, "\xfe\xff\0p\0="s);
  CHECK(problems_of(text) == problems{"f: the file is in UTF-16; save it in UTF-8"});
}

TEST_CASE("a last line without its end counts, and is refused if it is not whole", "[config]") {
  draft result;
  apply_file_text("f", "port=81", result);
  CHECK(result.all.global.port == 81);
  CHECK(problems_of("algo=\"lc").size() == 1);
  CHECK(problems_of("[health").size() == 1);
  CHECK(problems_of("port").size() == 1);
}

TEST_CASE("a file longer than 1 MiB is refused unread", "[config]") {
  CHECK(problems_of(";" + std::string(1 << 20, ' ')) == problems{"f: the file is longer than 1 MiB"});
  CHECK(problems_of(";" + std::string((1 << 20) - 1, ' ')).empty());
}

TEST_CASE("brackets nested without end are refused before they can crash the parser", "[config]") {
  const problems too_deep{"f: brackets are nested deeper than 16 levels"};
  std::string maps = "x=";
  std::string sections = "[a";
  for (int i = 0; i < 200'000; ++i) {
    maps += "{a=";
    sections += ".a";
  }
  CHECK(problems_of("x=" + std::string(200'000, '[')) == too_deep);
  CHECK(problems_of(maps) == too_deep);
  CHECK(problems_of(sections + "]\n") == too_deep);
}

TEST_CASE("a file with a zero byte is refused", "[config]") {
  CHECK(problems_of(std::string_view("port=1\0\n", 8)) == problems{"f: the file holds a zero byte; it is no text"});
}

TEST_CASE("a file that is not there is named", "[config]") {
  draft result;
  apply_file("no/such.conf", result);
  CHECK(result.problems == problems{"no/such.conf: cannot be read: No such file or directory"});
  CHECK(result.unread);
}

TEST_CASE("a folder is no configuration file", "[config]") {
  draft result;
  apply_file(".", result);
  CHECK(result.problems == problems{".: cannot be read: Is a directory"});
}
