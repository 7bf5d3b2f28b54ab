#pragma once

#include "apps/backend/canned_response.hpp"
#include "apps/backend/options.hpp"
#include "apps/backend/request_parser.hpp"

#include <memory>
#include <random>

namespace loadex::backend {

/// Decides what each request is answered with.
class responder {
public:
  /// Shared, because a new health answer may replace one that is still being sent.
  using response = std::shared_ptr<const canned_response>;

  responder(const options& chosen, std::uint16_t port);

  /// The answer to `request`; a POST to /health changes what /health answers from then on.
  response answer(const request_parser& request);

  /// The answer to what is not HTTP.
  response bad_request() const { return bad_request_; }

  /// Whether `request` is about health, which is never delayed.
  static bool is_health(const request_parser& request);

private:
  response change_health(const request_parser& request);

  std::minstd_rand random_{std::random_device{}()};
  std::bernoulli_distribution fails_;
  response usual_;
  response failure_;
  response bad_request_;
  response health_;
};

} // namespace loadex::backend
