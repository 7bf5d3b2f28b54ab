#pragma once

#include <string_view>

namespace loadex::net::admin::openapi {

/// The components that are written by hand, the text of schemas.json: the schemas of answers, each with an example;
/// parameters by where they stand and their name, `query.wait`; headers; and the token. Lists of words that the code
/// has are empty.
extern const std::string_view schemas;

} // namespace loadex::net::admin::openapi
