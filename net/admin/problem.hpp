#pragma once

#include "net/http/problem.hpp"

#include <string>
#include <vector>

namespace loadex::net::admin {

/// What is wrong with one field of a body, or one parameter of a query.
struct fault {
  std::string field; // `weight`, `health.interval`
  std::string why;
};

/// A refusal by the API: problem+json (RFC 9457), with the fields that are at fault.
http::own_response problem(unsigned status, const std::string& detail, const std::vector<fault>& faults = {});

/// 422: the fields are read, but at fault.
http::own_response refuse_fields(const std::vector<fault>& faults);

} // namespace loadex::net::admin
