#include "apps/loadex/cli/text/plan_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using loadex::cli::plan_text;
using loadex::cli::reload_state_text;
using loadex::cli::reload_text;
using loadex::cli::saved_text;
using nlohmann::ordered_json;

TEST_CASE("a plan is a diff: who joins, who leaves, what changes, which keys move, what waits, each once") {
  const auto plan = ordered_json::parse(
      R"({"changed": ["health.interval", "pools.main", "pools.same", "listeners.site"], "wait_for_restart": ["proxy.workers"],
    "pools": [
      {"name": "main", "change": "changed", "joins": [{"url": "http://b:3", "weight": 2}],
       "leaves": [{"url": "http://b:1"}],
       "changes": [{"url": "http://b:2", "before": {"weight": 1, "backup": false}, "after": {"weight": 3, "backup": false}}],
       "algorithm": {"before": "roundrobin", "after": "iphash"}, "keys_moved": 0.2512},
      {"name": "same", "change": "unchanged", "joins": [], "leaves": [], "changes": [], "keys_moved": null},
      {"name": "new", "change": "added", "joins": [{"url": "http://n:1", "weight": 1}], "leaves": [], "changes": [],
       "algorithm": {"before": null, "after": "p2c"}, "keys_moved": null}],
    "listeners": [{"name": "site", "change": "removed"}, {"name": "kept", "change": "unchanged"}]})");
  CHECK(plan_text(plan, false) == "~ pool main\n"
                                  "  ~ algorithm roundrobin → iphash\n"
                                  "  + http://b:3  weight 2\n"
                                  "  - http://b:1\n"
                                  "  ~ http://b:2  weight 1 → 3\n"
                                  "    25.1 % of the keys go to another backend\n"
                                  "+ pool new\n"
                                  "  + http://n:1  weight 1\n"
                                  "- listener site\n"
                                  "~ health.interval\n"
                                  "~ pools.same\n"
                                  "Only a restart changes proxy.workers.\n");
}

TEST_CASE("a plan is green for what comes, red for what goes, yellow for what changes") {
  const auto text = plan_text(ordered_json::parse(R"({"changed": ["x"], "pools": [{"name": "a", "change": "added"},
    {"name": "b", "change": "removed"}]})"),
                              true);
  CHECK(text == "\x1b[32m+ pool a\x1b[0m\n\x1b[31m- pool b\x1b[0m\n\x1b[33m~ x\x1b[0m\n");
}

TEST_CASE("a plan without changes says so") {
  CHECK(plan_text({{"changed", ordered_json::array()}, {"pools", ordered_json::array()}}, true) ==
        "Nothing changes.\n");
}

TEST_CASE("a reload tells what it has changed, and what waits for a restart") {
  CHECK(reload_text(ordered_json::parse(R"({"version": 3, "changed": ["a", "b"], "wait_for_restart": ["c"]})")) ==
        "version 3 is in force: changed a, b; only a restart changes c\n");
  CHECK(reload_text(ordered_json::parse(R"({"version": 3, "changed": [], "wait_for_restart": []})")) ==
        "version 3 is in force: nothing has changed\n");
}

TEST_CASE("a reload that was refused is told with each problem") {
  CHECK(reload_state_text(ordered_json::parse(
            R"({"id": "x", "since": "2026-11-29T15:00:00Z", "file": "/etc/l.conf", "adopted": 2, "refused": 1,
                "last": {"result": "refused", "time": "2026-11-29T16:00:00Z", "problems": ["line 3: no", "line 4: no"]}})")) ==
        "/etc/l.conf is in force since 2026-11-29T15:00:00Z; 2 adopted, 1 refused\n"
        "last: refused at 2026-11-29T16:00:00Z\n"
        "  line 3: no\n"
        "  line 4: no\n");
}

TEST_CASE("what was saved is told, and what was not") {
  CHECK(
      saved_text(ordered_json::parse(
          R"({"file": "l.conf", "saved": ["pools.main.backends"], "not_saved": [{"name": "weight", "backend": "http://b:1", "why": "it is eased"}, {"name": "x", "why": "no"}]})")) ==
      "l.conf: saved pools.main.backends\nnot saved: weight of http://b:1: it is eased\nnot saved: x: no\n");
  CHECK(saved_text(ordered_json::parse(R"({"file": "l.conf", "saved": [], "not_saved": []})")) ==
        "l.conf: there was nothing to save\n");
}
