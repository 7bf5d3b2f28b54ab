#pragma once

#include "base/reason.hpp"

namespace loadex::net::http {

/// How an attempt at a backend failed.
enum class attempt_failure {
  could_not_connect, // refused, timed out, no route, name does not resolve
  stale_before_send, // an idle connection was found closed before a byte was sent
  fresh_before_send, // so was a fresh one, right behind the connect: a listener that is being closed does that
  stale_after_send,  // an idle connection ended after our bytes, no response byte came
  fresh_ended,       // a fresh connection ended, no response byte came
  deadline,          // the response did not come in time
  malformed,         // it could not be understood
  response_begun,    // anything after a byte of the response has come: the client may have seen it
};

/// What is known when an attempt has failed.
struct attempt {
  attempt_failure failure = attempt_failure::could_not_connect;
  bool idempotent = true;            // the method is safe to send twice
  bool body_held = true;             // no body, or all of it kept for replay
  bool same_backend_retried = false; // a fresh connection to this backend was already tried after a stale one
  unsigned backends_tried = 1;       // this one included
  unsigned attempts_allowed = 3;
  bool budget_left = true; // for second and later failovers; the first is free
};

/// What to do about it.
struct retry_decision {
  enum class action { give_up, same_backend, another_backend };
  action next = action::give_up;
  base::reason refused = base::reason::none; // why a retry that could have been was not made
};

/// The retry table of the documentation, as one function.
retry_decision decide_retry(const attempt& a) noexcept;

} // namespace loadex::net::http
