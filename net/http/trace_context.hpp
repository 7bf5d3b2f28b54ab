#pragma once

#include "net/http/head.hpp"

#include <string_view>

/// W3C Trace Context: to which trace a request belongs.
namespace loadex::net::http {

/// Whether `text` is the value of a traceparent: of version 00, or of a later one as far as that is known to be alike.
bool is_traceparent(std::string_view text) noexcept;

/// What a request says of its trace.
struct trace_context {
  std::string_view parent{}; // its traceparent; empty: it has none that can be understood
  bool is_broken = false;    // what it has must not go on, nor its tracestate
};

/// More than one traceparent cannot be understood either.
trace_context trace_of(const request_head& head) noexcept;

/// Whether it is a traceparent or a tracestate.
bool is_of_trace(const header& h) noexcept;

} // namespace loadex::net::http
