#include "config/tokens.hpp"

#include "config/config_file.hpp"
#include "config/setting_table.hpp"
#include "config/snapshot.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace loadex::config;
using Catch::Matchers::Contains;
using problems = std::vector<std::string>;

namespace {

constexpr std::string_view token = "0123456789abcdef";

/// A folder for files of tokens, without LOADEX_TOKEN; both go at the end.
class token_folder {
public:
  token_folder() {
    auto name = (std::filesystem::temp_directory_path() / "loadex-tokens-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    here_ = name;
    unsetenv("LOADEX_TOKEN");
  }

  ~token_folder() {
    unsetenv("LOADEX_TOKEN");
    std::filesystem::remove_all(here_);
  }

  token_folder(const token_folder&) = delete;
  token_folder& operator=(const token_folder&) = delete;

  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(here_ / name) << text;
    return path(name);
  }

  std::string path(const std::string& name) const { return (here_ / name).string(); }

private:
  std::filesystem::path here_;
};

/// What a file with these lines in section [admin] gives.
draft read_admin(const std::string& lines) {
  draft result;
  apply_file_text("f", "[admin]\n" + lines, result);
  take_tokens(result);
  return result;
}

} // namespace

TEST_CASE("a secret is only what was said in full, and none if it is not set", "[config]") {
  const secret one(token);
  CHECK(one.is(token));
  CHECK_FALSE(one.is(token.substr(1)));
  CHECK_FALSE(one.is(std::string(token) + "0"));
  CHECK_FALSE(one.is(std::string(token) + '\0'));
  CHECK_FALSE(one.is(std::string(300, 'a')));
  CHECK_FALSE(one.is(""));
  CHECK_FALSE(secret().is(""));
  const std::string longest(secret::most, 'a');
  CHECK(secret(longest).is(longest));
  CHECK_FALSE(secret(longest).is(longest + 'a'));
}

TEST_CASE("a token is printed as stars, also where it is wrong", "[config]") {
  const auto good = read_admin("token=\"" + std::string(token) + "\"");
  CHECK(good.problems.empty());
  CHECK(good.all.admin.token.is(token));
  CHECK_THAT(settings_as_file(good.all), Contains("token=\"***\"\n") && !Contains(std::string(token)));
  CHECK_THAT(settings_as_file(settings()), !Contains("token"));

  for (const auto* bad :
       {R"("short-secret")", R"("with a blank in it")", R"(["0123456789abcdef"])", "1234567890123456", R"("***")"}) {
    CAPTURE(bad);
    const auto refused = read_admin("token=" + std::string(bad));
    REQUIRE(refused.problems.size() == 1);
    CHECK_THAT(refused.problems[0],
               Contains("f:2: admin.token: this is") && !Contains("secret") && !Contains("blank") && !Contains("1234"));
  }
}

TEST_CASE("a token comes from the file that is to hold it", "[config]") {
  const token_folder folder;
  const auto path = folder.write("token", std::string(token) + "\n");
  const auto result = read_admin("token-file=\"" + path + "\"\nread-token=\"another-long-token\"");
  CHECK(result.problems.empty());
  CHECK(result.all.admin.token.is(token));
  CHECK(result.all.admin.read_token.is("another-long-token"));
}

TEST_CASE("a file of a token that gives none is a problem by name, without what is in it", "[config]") {
  const token_folder folder;
  const auto problem_of = [&](const std::string& path) {
    const auto result = read_admin("read-token-file=\"" + path + "\"");
    REQUIRE(result.problems.size() == 1);
    CHECK_THAT(result.problems[0], Contains("f:2: admin.read-token-file: " + path + ": "));
    return result.problems[0];
  };
  CHECK_THAT(problem_of(folder.path("nowhere")), Contains("cannot be read: No such file"));
  CHECK_THAT(problem_of(folder.path("")), Contains("it is no regular file"));
  CHECK_THAT(problem_of(folder.write("empty", "\n")), Contains("the file is empty"));
  CHECK_THAT(problem_of(folder.write("short", "hush\n")), Contains("this is no token") && !Contains("hush"));
  CHECK_THAT(problem_of(folder.write("lines", "0123456789abcdef\n0123456789abcdef\n")), Contains("this is no token"));
}

TEST_CASE("a token stands in one place alone, and opens one thing", "[config]") {
  const token_folder folder;
  const auto path = folder.write("token", token);
  const auto said = "token=\"" + std::string(token) + "\"\n";
  CHECK(read_admin(said + "token-file=\"" + path + "\"").problems ==
        problems{"f:3: admin.token-file: " + path + ": there is admin.token, too; leave one of them out"});
  CHECK_THAT(read_admin(said + "read-" + said).problems.at(0), Contains("the same as admin.token"));
}

TEST_CASE("LOADEX_TOKEN is the token if the file says none", "[config]") {
  const token_folder folder;
  setenv("LOADEX_TOKEN", "from-the-environment", 1);
  CHECK(read_admin("").all.admin.token.is("from-the-environment"));
  CHECK_FALSE(read_admin("").all.admin.read_token.is_set());
  CHECK(read_admin("token=\"" + std::string(token) + "\"").all.admin.token.is(token));
  CHECK(read_admin("token-file=\"" + folder.write("token", token) + "\"").all.admin.token.is(token));
  setenv("LOADEX_TOKEN", "too short", 1);
  CHECK_THAT(read_admin("").problems.at(0), Contains("LOADEX_TOKEN: this is no token") && !Contains("too short"));
  setenv("LOADEX_TOKEN", "", 1);
  CHECK_FALSE(read_admin("").all.admin.token.is_set());
}

TEST_CASE("a token follows at once, although it prints the same as the one before", "[config]") {
  const auto now = make_snapshot(read_admin("token=\"" + std::string(token) + "\"").all);
  const auto then = succeed(*now, read_admin("token=\"another-long-token\"").all);
  CHECK(then.changed == std::vector<std::string>{"admin.token"});
  CHECK(then.next->all.admin.token.is("another-long-token"));
}
