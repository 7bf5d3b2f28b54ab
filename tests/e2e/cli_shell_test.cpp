#include "tests/support/e2e/child_process.hpp"
#include "tests/support/e2e/eventually.hpp"
#include "tests/support/e2e/fixture.hpp"
#include "tests/support/e2e/loadex_command.hpp"
#include "tests/support/e2e/programs.hpp"
#include "tests/support/e2e/reserved_port.hpp"
#include "tests/support/e2e/stream_server.hpp"
#include "tests/support/e2e/temp_folder.hpp"
#include "tests/support/e2e/terminal_process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>

using namespace loadex::tests::e2e;

namespace {

/// A bash at a prompt, which has read our completion.
class completing_bash {
public:
  explicit completing_bash(const std::string& url) {
    bash_.type("PATH=" + std::filesystem::path(loadex_program).parent_path().string() + ":$PATH LOADEX_URL=" + url +
               "\n");
    bash_.type("export LOADEX_URL; bind 'set show-all-if-ambiguous on'; source <(loadex completion bash)\n");
    bash_.type("echo re''ady\n");
    REQUIRE(bash_.writes("ready"));
  }

  /// Whether a line that is typed, and completed with the tab key, comes to be `whole`.
  bool completes(const std::string& typed, const std::string& whole) {
    for (int attempt = 0; attempt < 5; ++attempt) { // completion that a busy machine makes late says nothing
      bash_.type("\x15" + typed + "\t");            // the line before is killed
      if (eventually([&] { return contains(bash_.output(), whole); }, std::chrono::seconds(2)))
        return true;
    }
    return false;
  }

private:
  terminal_process bash_{
      {"/bin/bash", "--norc", "--noprofile", "-i"}, {"TERM=dumb", "PS1=> ", "INPUTRC=/dev/null"}, 200};
};

} // namespace

TEST_CASE_METHOD(fixture, "bash completes commands, options, their values, and backends as the daemon has them") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto url = backends().front().url();
  completing_bash bash(balancer.url());
  CHECK(bash.completes("loadex dra", "loadex drain "));
  CHECK(bash.completes("loadex drain ht", "loadex drain " + url + " "));
  CHECK(bash.completes("loadex enable " + url.substr(0, url.size() - 2), "loadex enable " + url + " "));
  CHECK(bash.completes("loadex weight 1 3 --po", "loadex weight 1 3 --pool "));
  CHECK(bash.completes("loadex weight 1 3 --pool m", "loadex weight 1 3 --pool main "));
  CHECK(bash.completes("loadex backends --state=unh", "loadex backends --state=unhealthy "));
  CHECK(bash.completes("loadex algo lea", "loadex algo leastconnection "));
  CHECK(bash.completes("loadex config sh", "loadex config show "));
  CHECK(bash.completes("loadex pools -o js", "loadex pools -o json "));
  CHECK(bash.completes("loadex plan /etc/passw", "loadex plan /etc/passwd"));
}

TEST_CASE("completion says nothing, and at once, if the daemon is not there") {
  const reserved_port nobody;
  const auto url = "http://127.0.0.1:" + std::to_string(nobody.number());
  const auto none = run_loadex({"__complete", "drain", "-u", url, ""});
  CHECK(none.code == 0);
  CHECK(none.output.empty());
  CHECK(none.errors.empty());

  const stream_server silent([](tcp_stream& stream) { stream.read_to_end(); });
  child_process waiting({loadex_program, "__complete", "drain", ""},
                        {"LOADEX_URL=http://127.0.0.1:" + std::to_string(silent.port())});
  CHECK(waiting.wait(std::chrono::seconds(5)) == 0);
  CHECK(waiting.output().empty());
}

TEST_CASE("there is completion for three shells, and for no other") {
  CHECK(contains(run_loadex({"completion", "bash"}).output, "complete -F"));
  CHECK(run_loadex({"completion", "zsh"}).output.starts_with("#compdef loadex\n"));
  CHECK(contains(run_loadex({"completion", "fish"}).output, "complete -c loadex"));
  CHECK(run_loadex({"completion", "csh"}).code == 2);
}

TEST_CASE_METHOD(fixture, "loadex version tells its own, and the balancer's") {
  auto& balancer = start_balancer({.backends = start_backends(1)});
  const auto told = run_loadex({"version", "-o", "json", "-u", balancer.url()});
  CHECK(told.code == 0);
  const auto versions = nlohmann::json::parse(told.output);
  CHECK(versions.at("daemon") == versions.at("loadex"));
  const auto io = balancer.events("starting").front().at("io").get<std::string>();
  CHECK(nlohmann::json::parse(told.output).at("io") == io);
  CHECK(contains(run_loadex({"version", "-u", balancer.url()}).output, "\n" + balancer.url() + " "));
  CHECK(contains(run_loadex({"version", "-u", balancer.url()}).output, ", io=" + io + "\n"));
}

TEST_CASE("loadex version tells its own where there is no daemon") {
  const reserved_port nobody;
  const auto told = run_loadex({"version", "-o", "json", "-u", "http://127.0.0.1:" + std::to_string(nobody.number())});
  CHECK(told.code == 0);
  CHECK(nlohmann::json::parse(told.output).contains("loadex"));
  CHECK(told.errors.empty());
}
