#include "net/http/method.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;

namespace {

bool idempotent(std::string_view name) {
  return http::is_idempotent(boost::beast::http::string_to_verb(name), name);
}

} // namespace

TEST_CASE("the idempotent methods are those that IANA has registered as idempotent or safe") {
  const auto* method =
      GENERATE("ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "DELETE", "GET", "HEAD", "LABEL",
               "LINK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "OPTIONS",
               "ORDERPATCH", "PRI", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH", "TRACE",
               "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL");
  CAPTURE(method);
  CHECK(idempotent(method));
}

TEST_CASE("a method that is registered as neither, or not at all, is not idempotent") {
  const auto* method = GENERATE("CONNECT", "LOCK", "PATCH", "POST", "PURGE", "NOTIFY", "SUBSCRIBE", "M-SEARCH", "BREW",
                                "get", "Query", "GETT", "");
  CAPTURE(method);
  CHECK_FALSE(idempotent(method));
}
