#include "net/http/retry.hpp"

namespace loadex::net::http {

namespace {

using action = retry_decision::action;
using base::reason;

/// Moves on to another backend within the bounds: the first failover is free, further ones come out of the budget.
retry_decision fail_over(const attempt& a) noexcept {
  if (a.backends_tried >= a.attempts_allowed)
    return {action::give_up, reason::attempts_exhausted};
  if (a.backends_tried > 1 && !a.budget_left)
    return {action::give_up, reason::retry_budget};
  return {action::another_backend, reason::none};
}

/// Why a request whose bytes may have reached a backend cannot be sent again, if it cannot.
reason obstacle_to_replay(const attempt& a) noexcept {
  if (!a.idempotent)
    return reason::not_idempotent;
  return a.body_held ? reason::none : reason::body_not_held;
}

} // namespace

retry_decision decide_retry(const attempt& a) noexcept {
  switch (a.failure) {
  case attempt_failure::could_not_connect:
  case attempt_failure::fresh_before_send:
    return fail_over(a);
  case attempt_failure::stale_before_send:
    return {action::same_backend, reason::none};
  case attempt_failure::stale_after_send:
  case attempt_failure::fresh_ended:
    if (const auto obstacle = obstacle_to_replay(a); obstacle != reason::none)
      return {action::give_up, obstacle};
    if (a.failure == attempt_failure::stale_after_send && !a.same_backend_retried)
      return {action::same_backend, reason::none};
    return fail_over(a);
  case attempt_failure::deadline:
  case attempt_failure::malformed:
  case attempt_failure::response_begun:
    break;
  }
  return {action::give_up, reason::none};
}

} // namespace loadex::net::http
