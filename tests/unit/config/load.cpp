#include "config/load.hpp"

#include "config/setting_table.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>

using namespace loadex::config;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using problems = std::vector<std::string>;

namespace {

/// A folder of its own to stand in, without LOG_LEVEL and LOADEX_TOKEN; all as before at the end.
class clean_place {
public:
  clean_place() {
    auto name = (std::filesystem::temp_directory_path() / "loadex-config-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    here_ = name;
    std::filesystem::current_path(here_);
    unsetenv("LOG_LEVEL");
    unsetenv("LOADEX_TOKEN");
  }

  ~clean_place() {
    unsetenv("LOG_LEVEL");
    unsetenv("LOADEX_TOKEN");
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(here_);
  }

  clean_place(const clean_place&) = delete;
  clean_place& operator=(const clean_place&) = delete;

  void write(const std::string& name, std::string_view text) const { std::ofstream(here_ / name) << text; }

private:
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path here_;
};

command load_with(std::initializer_list<const char*> arguments) {
  std::vector<const char*> argv{"loadbalancer"};
  argv.insert(argv.end(), arguments);
  return load(static_cast<int>(argv.size()), argv.data());
}

problems problems_with(std::initializer_list<const char*> arguments) {
  try {
    load_with(arguments);
  } catch (const invalid_configuration& e) {
    return e.problems;
  }
  return {};
}

} // namespace

TEST_CASE("a port is taken in every spelling", "[config]") {
  const clean_place place;
  using arguments = std::initializer_list<const char*>;
  for (const auto& port : {arguments{"-port", "81", "-b", "http://a"}, arguments{"--port=81", "-b", "http://a"},
                           arguments{"--port", "81", "-b", "http://a"}, arguments{"-p", "81", "-b", "http://a"},
                           arguments{"-port=81", "-b", "http://a"}, arguments{"-p=81", "-b", "http://a"},
                           arguments{"-p81", "-b", "http://a"}})
    CHECK(load_with(port).all.global.port == 81);
}

TEST_CASE("a misspelt word behind a single dash is an unknown option, not a letter with its value", "[config]") {
  const clean_place place;
  CHECK(problems_with({"-b", "http://a", "-prot", "9"}) == problems{"--prot: unknown option; did you mean --port?"});
}

TEST_CASE("an algorithm is taken in every spelling", "[config]") {
  const clean_place place;
  for (const auto* option : {"-algo", "--algo", "-a"})
    CHECK(load_with({option, "wrr", "-b", "http://a"}).all.global.algo == algorithm::weighted_round_robin);
}

TEST_CASE("backends are taken in every spelling", "[config]") {
  const clean_place place;
  for (const auto* option : {"-backends", "--backends", "-b"})
    CHECK(load_with({option, "http://a:1,http://b:2"}).all.global.backends.size() == 2);
  CHECK(load_with({"--backends=http://a:1,http://b:2"}).all.global.backends.size() == 2);
  CHECK(load_with({"-backends=http://a:1=5"}).all.global.backends[0].weight == 5);
}

TEST_CASE("a list may be given in parts", "[config]") {
  const clean_place place;
  const auto all =
      load_with({"-b", "http://a", "--backends", "http://b,http://c", "--address", "::1", "--address", "127.0.0.1"})
          .all;
  CHECK(all.global.backends.size() == 3);
  CHECK(all.global.address == std::vector<std::string>{"::1", "127.0.0.1"});
}

TEST_CASE("every setting but a secret is an option", "[config]") {
  const clean_place place;
  const auto all = load_with({"-b", "http://a", "--health.interval", "500ms", "--limits.head=16KiB", "--proxy.via",
                              "true", "-admin.allow", "10.0.0.0/8", "--scheduler.max-threads", "2"})
                       .all;
  CHECK(all.health.interval == std::chrono::milliseconds(500));
  CHECK(all.limits.head == 16 * 1024);
  CHECK(all.proxy.via);
  CHECK(all.admin.allow.size() == 1);
  CHECK(all.scheduler.max_threads == 2);

  const std::string why =
      ": a secret is no option, since everybody on this machine reads command lines; write it in the file";
  CHECK(problems_with({"-b", "http://a", "--admin.token=0123456789abcdef", "-admin.read-token", "fedcba9876543210"}) ==
        problems{"--admin.token" + why, "--admin.read-token" + why});
}

TEST_CASE("the file in the current folder is read if it is there", "[config]") {
  const clean_place place;
  CHECK(load_with({"-b", "http://a"}).file.empty());
  place.write("loadbalancer.conf", "port=81\nbackends=[{url=\"http://a\"}]\n");
  const auto loaded = load_with({});
  CHECK(loaded.what == command::action::run);
  CHECK(loaded.all.global.port == 81);
  CHECK(loaded.file == "loadbalancer.conf");
}

TEST_CASE("another file is read instead if it is named", "[config]") {
  const clean_place place;
  place.write("loadbalancer.conf", "port=81\n");
  place.write("other.conf", "port=82\nbackends=[{url=\"http://a\"}]\n");
  for (const auto* option : {"--config-file=other.conf", "-config-file=other.conf"})
    CHECK(load_with({option}).all.global.port == 82);
}

TEST_CASE("the command line overrides the environment, and that the file", "[config]") {
  const clean_place place;
  place.write("loadbalancer.conf",
              "port=81\nbackends=[{url=\"http://a\"}, {url=\"http://b\"}]\n[log]\nlevel=\"ERROR\"\n");
  CHECK(load_with({}).all.log.level == "ERROR");
  setenv("LOG_LEVEL", "warn", 1);
  CHECK(load_with({}).all.log.level == "WARN");
  const auto all = load_with({"-port", "82", "-b", "http://c", "--log.level", "debug"}).all;
  CHECK(all.log.level == "DEBUG");
  CHECK(all.global.port == 82);
  CHECK(all.global.backends.size() == 1);
}

TEST_CASE("a wrong LOG_LEVEL is named as such, an empty one is none", "[config]") {
  const clean_place place;
  setenv("LOG_LEVEL", "loud", 1);
  CHECK(problems_with({"-b", "http://a"}) == problems{"LOG_LEVEL: \"loud\" is not one of DEBUG, INFO, WARN, ERROR"});
  setenv("LOG_LEVEL", "", 1);
  CHECK(load_with({"-b", "http://a"}).all.log.level == "INFO");
}

TEST_CASE("problems of file and command line are told together", "[config]") {
  const std::string allowed = "write http://host or http://host:port, or the same with https";
  const clean_place place;
  place.write("loadbalancer.conf", "port=70000\n");
  CHECK(problems_with({"-b", "http://", "-algo", "best", "--prot", "80", "extra"}) ==
        problems{"--prot: unknown option; did you mean --port?",
                 "\"extra\": unexpected argument; every value belongs to an option",
                 "loadbalancer.conf:1: port: 70000 is out of range: 0 to 65535",
                 "--algo: \"best\" is not an algorithm; there are " + algorithm_names(),
                 "--backends: \"http://\": the URL has no host; " + allowed});
}

TEST_CASE("no backend at all is a problem that says how to name one", "[config]") {
  const clean_place place;
  const auto found = problems_with({"-port", "81"});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], Contains("backends: there is none") && Contains("--backends http://host:port"));
  CHECK(problems_with({"-b", ""}) == problems{"--backends: the list is empty; at least one backend is needed"});
}

TEST_CASE("a text in the body is asked for only where a body comes", "[config]") {
  const clean_place place;
  const auto why = Contains("body asks for a text in the answer, but a tcp probe and the method HEAD get none");
  const auto only_problem = [](const problems& all) { return all.size() == 1 ? all.front() : "not one problem"; };
  CHECK(problems_with({"-b", "http://a:1", "--health.body=ready"}).empty());
  CHECK(problems_with({"-b", "http://a:1", "--health.method=HEAD"}).empty());
  const auto way = GENERATE("--health.probe=tcp", "--health.method=HEAD");
  CHECK_THAT(only_problem(problems_with({"-b", "http://a:1", "--health.body=ready", way})),
             StartsWith("health: ") && why);

  place.write("loadbalancer.conf", R"(
[global]
backends=[{url="http://a:1", health={probe="tcp"}}, {url="http://b:1", health={body=""}}]
)");
  CHECK(problems_with({}).empty());
  CHECK_THAT(only_problem(problems_with({"--health.body=ready"})), StartsWith("health of http://a:1: ") && why);
}

TEST_CASE("a file that cannot be read does not also lack backends", "[config]") {
  const clean_place place;
  place.write("broken.conf", "[global\n");
  CHECK(problems_with({"--config-file=broken.conf"}).size() == 1);
  CHECK(problems_with({"--config-file=absent.conf"}).size() == 1);
}

TEST_CASE("an option without its value, or given twice, is a problem", "[config]") {
  const clean_place place;
  CHECK_THAT(problems_with({"-b", "http://a", "-port"}).at(0), Contains("--port") && Contains("missing"));
  CHECK(problems_with({"-b", "http://a", "-p", "1", "--port", "2"}) == problems{"--port: given more than once"});
}

TEST_CASE("a negative port is out of range, not an option", "[config]") {
  const clean_place place;
  CHECK(problems_with({"-b", "http://a", "-p", "-5"}) == problems{"--port: -5 is out of range: 0 to 65535"});
}

TEST_CASE("check is asked for by an option and validates as a start would", "[config]") {
  const clean_place place;
  CHECK(load_with({"--check", "-b", "http://a"}).what == command::action::check);
  CHECK(problems_with({"--check"}).size() == 1);
}

TEST_CASE("no ejection may be longer than the longest", "[config]") {
  const clean_place place;
  CHECK(problems_with({"-b", "http://a", "--circuit.ejection", "10min"}) ==
        std::vector<std::string>{"circuit.longest-ejection: 5min is shorter than circuit.ejection, 10min"});
  CHECK(load_with({"-b", "http://a", "--circuit.ejection", "5min"}).all.circuit.ejection == std::chrono::minutes(5));
}

TEST_CASE("the admin addresses cannot have the place where the proxy listens", "[config]") {
  const clean_place place;
  const auto problems_of = [](const char* proxy, const char* own) {
    return problems_with({"-b", "http://a", "--address", proxy, "--admin.listen", own});
  };
  CHECK(
      problems_of("127.0.0.1", "127.0.0.1:8080") ==
      problems{
          "admin.listen: 127.0.0.1:8080 is where the proxy listens, 127.0.0.1:8080; give it another port, or leave it "
          "empty to share the proxy's"});
  CHECK(problems_of("0.0.0.0,::", "127.0.0.1:8080").size() == 1);
  CHECK(problems_of("::1", "[::]:8080").size() == 1);
  CHECK(problems_of("::1", "[0::1]:8080").size() == 1);
  for (const auto* free : {"127.0.0.1:8081", "127.0.0.2:8080", "[::1]:8080", "0.0.0.0:0", ""}) {
    CAPTURE(free);
    CHECK_NOTHROW(load_with({"-b", "http://a", "--address", "127.0.0.1", "--admin.listen", free}));
  }
}

TEST_CASE("the help teaches: examples, every option by section, every algorithm", "[config]") {
  const clean_place place;
  for (const auto* option : {"--help", "-help", "-h"}) {
    const auto asked = load_with({option});
    CHECK(asked.what == command::action::print_and_exit);
    CHECK_THAT(asked.text, Contains("Examples:") && Contains("Section [health]"));
    for (const auto& row : setting_table())
      CHECK((asked.text.find("--" + row.name() + " ") != std::string::npos) == !row.is_secret);
    for (const auto& a : algorithms())
      CHECK_THAT(asked.text, Contains(std::string(a.meaning)));
  }
}

TEST_CASE("the version is printed with the program's name", "[config]") {
  const clean_place place;
  const auto asked = load_with({"--version"});
  CHECK(asked.what == command::action::print_and_exit);
  CHECK_THAT(asked.text, Catch::Matchers::Matches("loadbalancer [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_CASE("the file that --check prints loads as the same settings", "[config]") {
  const clean_place place;
  const auto first = settings_as_file(load_with({"-b", "http://a=3", "-algo", "lc", "--admin.allow", ""}).all);
  place.write("printed.conf", first);
  CHECK(settings_as_file(load_with({"--config-file=printed.conf"}).all) == first);
}

namespace {

constexpr const char* sites = R"([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], health={path="/up"}}
)";

} // namespace

TEST_CASE("a file of listeners and pools takes options of sections, but none of what is theirs", "[config]") {
  const clean_place place;
  place.write("loadbalancer.conf", sites);
  const auto all = load_with({"--health.interval", "9s", "--health.path", "/other"}).all;
  CHECK(all.health.interval == std::chrono::seconds(9));
  CHECK(in_force(all, all.pools.at(0).own).health.interval == std::chrono::seconds(9));
  CHECK(in_force(all, all.pools.at(0).own).health.path == "/up");

  const std::string beside = ": cannot stand beside the sections [listeners] and [pools]; give it to a ";
  CHECK(problems_with({"-port", "81", "--address", "::1", "-algo", "lc", "-b", "http://b"}) ==
        problems{"--port" + beside + "listener in [listeners]", "--address" + beside + "listener in [listeners]",
                 "--algo" + beside + "pool in [pools]", "--backends" + beside + "pool in [pools]"});
}

TEST_CASE("an option of all is judged with what each pool has of its own", "[config]") {
  const clean_place place;
  place.write("loadbalancer.conf", sites);
  const auto for_all = problems_with({"--circuit.ejection", "10min"});
  REQUIRE(for_all.size() == 1); // and not once more for the pool
  CHECK_THAT(for_all[0], StartsWith("circuit.longest-ejection: 5min is"));
  place.write("loadbalancer.conf", std::string(sites) + "web={backends=[\"http://b\"], health={probe=\"tcp\"}}\n");
  CHECK_THAT(problems_with({"--health.body", "ok"}).at(0), StartsWith("loadbalancer.conf:5: pools.web: health: body"));
}

TEST_CASE("a request whose route is asked for is kept for who answers, and only with --check", "[config]") {
  const clean_place place;
  CHECK(load_with({"--check", "-b", "http://a", "--explain-route", "GET http://b/c"}).explain_route ==
        "GET http://b/c");
  CHECK(load_with({"--check", "-b", "http://a"}).explain_route.empty());
  CHECK(problems_with({"-b", "http://a", "--explain-route", "http://b"}) ==
        problems{"--explain-route: it is answered with --check only; write that, too"});
  CHECK(problems_with({"--check", "-b", "http://a", "--explain-route", ""}) ==
        problems{"--explain-route: there is no request; write one such as 'GET http://api.example.org/v1/x'"});
}

TEST_CASE("of a text that somebody has sent no file of a token is read but the one in force", "[config]") {
  const clean_place place;
  place.write("token", "0123456789abcdef0123456789abcdef\n");
  place.write("short", "x\n");
  const std::string backends = "backends=[\"http://a\"]\n[admin]\n";
  const std::vector<const char*> argv{"loadbalancer"};
  const auto token_of = [&](const std::string& file, const settings* known) {
    return load(1, argv.data(), "text", backends + "token-file=\"" + file + "\"\n", known).all.admin.token.is_set();
  };
  settings known;
  known.admin.token_file = "token";
  CHECK(token_of("token", nullptr));
  CHECK(token_of("token", &known));
  known.admin.token_file = "another";
  CHECK_FALSE(token_of("token", &known));
  CHECK_FALSE(token_of("short", &known)); // nor is it told what is in it
  CHECK_FALSE(token_of("none", &known));
  CHECK_THROWS_AS(token_of("short", nullptr), invalid_configuration);
}
