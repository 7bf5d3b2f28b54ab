#include "net/http/retry.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using action = http::retry_decision::action;
using failure = http::attempt_failure;
using loadex::base::reason;

TEST_CASE("the retry table") {
  struct row {
    const char* what;
    http::attempt failed;
    action next;
    reason refused = reason::none;
  };
  const auto row = GENERATE(values<struct row>({
      // Could not connect: any method, another backend
      {"GET", {.failure = failure::could_not_connect}, action::another_backend},
      {"POST", {.failure = failure::could_not_connect, .idempotent = false}, action::another_backend},
      {"body still with the client",
       {.failure = failure::could_not_connect, .idempotent = false, .body_held = false},
       action::another_backend},
      // An idle connection found closed before a byte was sent: any method, the same backend
      {"GET", {.failure = failure::stale_before_send}, action::same_backend},
      {"POST, no byte sent",
       {.failure = failure::fresh_before_send, .idempotent = false, .body_held = false},
       action::another_backend},
      {"POST", {.failure = failure::stale_before_send, .idempotent = false, .body_held = false}, action::same_backend},
      {"not an attempt that counts",
       {.failure = failure::stale_before_send, .backends_tried = 3, .budget_left = false},
       action::same_backend},
      // An idle connection ended after our bytes: idempotent and held, the same backend once, then another
      {"GET", {.failure = failure::stale_after_send}, action::same_backend},
      {"GET again", {.failure = failure::stale_after_send, .same_backend_retried = true}, action::another_backend},
      {"POST", {.failure = failure::stale_after_send, .idempotent = false}, action::give_up, reason::not_idempotent},
      {"PUT not held",
       {.failure = failure::stale_after_send, .body_held = false},
       action::give_up,
       reason::body_not_held},
      // A fresh connection ended: idempotent and held, another backend
      {"GET", {.failure = failure::fresh_ended}, action::another_backend},
      {"POST", {.failure = failure::fresh_ended, .idempotent = false}, action::give_up, reason::not_idempotent},
      {"unknown method",
       {.failure = failure::fresh_ended, .idempotent = false},
       action::give_up,
       reason::not_idempotent},
      {"PUT not held", {.failure = failure::fresh_ended, .body_held = false}, action::give_up, reason::body_not_held},
      // Deadline passed or malformed response: never
      {"GET", {.failure = failure::deadline}, action::give_up},
      {"GET", {.failure = failure::malformed}, action::give_up},
      // A response byte has reached the client: never
      {"GET", {.failure = failure::response_begun}, action::give_up},
      // Bounds: attempts, and the budget for all but the first failover
      {"last attempt",
       {.failure = failure::could_not_connect, .backends_tried = 3},
       action::give_up,
       reason::attempts_exhausted},
      {"last attempt, broken",
       {.failure = failure::fresh_ended, .backends_tried = 3},
       action::give_up,
       reason::attempts_exhausted},
      {"one attempt only",
       {.failure = failure::could_not_connect, .attempts_allowed = 1},
       action::give_up,
       reason::attempts_exhausted},
      {"first failover is free",
       {.failure = failure::could_not_connect, .budget_left = false},
       action::another_backend},
      {"second is not",
       {.failure = failure::could_not_connect, .backends_tried = 2, .budget_left = false},
       action::give_up,
       reason::retry_budget},
      {"second within the budget",
       {.failure = failure::could_not_connect, .backends_tried = 2},
       action::another_backend},
  }));
  CAPTURE(row.what, row.failed.failure);
  const auto decision = http::decide_retry(row.failed);
  CHECK(decision.next == row.next);
  CHECK(decision.refused == row.refused);
}
