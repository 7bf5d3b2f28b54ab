#include "net/http/connection_login.hpp"
#include "tests/unit/net/http1/messages.hpp"

#include <catch2/catch.hpp>

using namespace loadex::net;
using namespace loadex::net::http;
using namespace loadex::net::http1;

TEST_CASE("NTLM and Negotiate log in a connection, at any place of a list and in any case") {
  const auto* value = GENERATE("NTLM", "Negotiate", "ntlm", "NEGOTIATE",
                               "NTLM TlRMTVNTUAACAAAA==", "Negotiate\tYII=", "Basic realm=\"a\", NTLM",
                               "Negotiate, Basic realm=\"a\"", ",, ,NTLM", "Digest qop=\"auth\", nonce=x , Negotiate",
                               "Basic realm=\"a, b\",NTLM", "Basic realm=\"\\\", \", ntlm");
  CAPTURE(value);
  CHECK(http::binds_connection(value));
}

TEST_CASE("what only looks like NTLM or Negotiate logs in nothing") {
  const auto* value =
      GENERATE("", "Basic realm=\"NTLM\"", "Basic realm=\"a, NTLM\"", "Basic realm=\"a\\\", Negotiate, \"",
               "Bearer NTLM", "NTLMv2", "Negotiated", "Digest ntlm=1, negotiate=\"x\"", "Basic TlRMTQ==");
  CAPTURE(value);
  CHECK_FALSE(http::binds_connection(value));
}

TEST_CASE("a message that logs in its connection says so, on whichever line it does") {
  CHECK(framed_request(get_with("Authorization: negotiate YII=\r\n")).framing.binds_login);
  CHECK_FALSE(framed_request(get_with("Authorization: Basic YTpi\r\nX-Auth: NTLM\r\n")).framing.binds_login);
  for (const auto* name : {"WWW-Authenticate", "Proxy-Authenticate"}) {
    const framed_response challenge(ok_with(name + std::string(": Basic realm=\"a\"\r\n") + name + ": NTLM\r\n"));
    CHECK(challenge.framing.binds_login);
  }
  CHECK_FALSE(framed_response(ok_with("WWW-Authenticate: Basic realm=\"a\"\r\n")).framing.binds_login);
}
