#pragma once

#include "tests/fuzz/beast/head_reader.hpp"
#include "tests/fuzz/support/input.hpp"

#include <string_view>

namespace loadex::tests::fuzz::beast {

/// Limits that a head of this size may pass or not.
net::http1::head_limits narrow_limits(input& in);

/// Ends the process unless Beast's parser reads the head that `text` begins with as the product has. It may be laxer
/// where a head says of its body what can be read in two ways, and of several faults of a head either may name another.
void check_same(std::string_view text, const net::http1::head_limits& limits, const net::http1::head_result& ours,
                const net::http::request_head& head);

/// The same of a response head.
void check_same(std::string_view text, const net::http1::head_limits& limits, const net::http1::head_result& ours,
                const net::http::response_head& head);

} // namespace loadex::tests::fuzz::beast
