#pragma once

#include "net/admin/fields.hpp"

#include <string_view>
#include <vector>

namespace loadex::net::admin {

/// What /openapi.json says of a row that the row does not show otherwise.
struct description {
  std::string_view id = {};  // of the operation: clients that are made from the document call it so
  std::string_view tag = {}; // what it is about

  /// What it answers if it does not refuse: for each status the schema, the media type unless that is JSON's, and the
  /// headers of its own, as in `201 backend Location, 200 text/plain`.
  std::string_view answers = {};

  std::string_view refusals = {};           // its own, beside those of all rows of its kind: `404 409`
  std::vector<field> (*fields)() = nullptr; // that its body may have; to be named, not to be taken
  std::string_view example = {};            // of its body
};

} // namespace loadex::net::admin
