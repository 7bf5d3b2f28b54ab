#include "tests/support/config/bad_listener_parts.hpp"

namespace loadex::tests {

std::vector<bad_file> bad_listener_parts() {
  // clang-format off
  return {
    {"TLS of a listener that is no map of the right keys",
     R"~([listeners]
a={port=1, tls="x", pool="api"}
b={port=2, tls={}, pool="api"}
c={port=3, tls={certificates=[]}, pool="api"}
d={port=4, tls={certificates=[1, {key="k"}, "", {certificate="a", kee="b"}], cyphers="A"}, pool="api"}
e={port=5, tls={certificates=["a"], minimum="1.1"}, pool="api"}
f={port=6, tls={certificates=["a"], minimum="1.3", maximum="1.2"}, pool="api"}
g={port=7, tls={certificates=["a"], handshake-timeout=1ms}, pool="api"}
h={port=8, tls={certificates=["a"], verify="required"}, pool="api"}
i={port=9, tls={certificates=["a"], ca="c", ticket-keys="k", tickets=false}, pool="api"}
j={port=10, tls={certificates=["a"], client-headers={Host="subject", Via="host", X-A="age", x-a="host"}}, pool="api"}
k={port=11, tls={certificates=["a"]}, routes=[{client-verified=true, pool="api"}]}
l={port=12, tls={certificates=["a"], client-headers={X-A="host"}}, routes=[{pool="api", request-headers={set={x-a="1"}}}]}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.a: tls: "x" is not of the form {certificates=["/etc/loadex/tls/site.pem"]})",
      R"(f:3: listeners.b: tls: certificates= is missing; write {certificates=["/etc/loadex/tls/site.pem"]})",
      R"(f:4: listeners.c: tls: certificates: [] is no list of files; write ["/etc/loadex/tls/site.pem"])",
      "f:5: listeners.d: tls: certificates[1]: 1 is not a string; write it in double quotes",
      "f:5: listeners.d: tls: certificates[2]: certificate= is missing",
      R"(f:5: listeners.d: tls: certificates[3]: "" is no path of a file)",
      "f:5: listeners.d: tls: certificates[4]: unknown key kee; did you mean key?",
      "f:5: listeners.d: tls: unknown key cyphers; did you mean ciphers?",
      R"(f:6: listeners.e: tls: minimum: "1.1" is not one of 1.2, 1.3)",
      "f:7: listeners.f: tls: minimum is newer than maximum",
      "f:8: listeners.g: tls: handshake-timeout: 1ms is out of range: 100ms to 10min",
      "f:9: listeners.h: tls: verify needs ca=, the file of those who issue certificates of clients",
      "f:10: listeners.i: tls: ticket-keys means nothing without tickets",
      R"(f:10: listeners.i: tls: ca and crl mean nothing without verify="optional" or verify="required")",
      "f:11: listeners.j: tls: client-headers: Host cannot be changed: it says whom the request is for",
      "f:11: listeners.j: tls: client-headers: Via cannot be changed: Loadex writes it itself",
      R"(f:11: listeners.j: tls: client-headers: X-A: "age" is not one of certificate, subject, issuer, serial, fingerprint, verified, version, cipher, host)",
      "f:11: listeners.j: tls: client-headers: x-a stands twice, in other letters",
      R"(f:12: listeners.k: client-verified of a route needs tls={verify="optional"} or "required")",
      "f:13: listeners.l: request-headers: x-a tells of clients, by client-headers"}},
    {"routes that are no list",
     R"~([listeners]
web={port=80, routes={path="/"}}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes: {"path" = "/"} is not a list; write [{path="/v1", pool="api"}, ...])"}},
    {"a route that is no map",
     R"~([listeners]
web={port=80, routes=["/a"], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: "/a" is not of the form {host="api.example.org", path="/v1", pool="api"})"}},
    {"an unknown key of a route",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api"}, {pth="/b", pol="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[2]: unknown key pol; did you mean pool?",
      "f:2: listeners.web: routes[2]: unknown key pth; did you mean path?"}},
    {"a route that does nothing",
     R"~([listeners]
web={port=80, routes=[{path="/a"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: it does nothing; write pool=, redirect= or respond="}},
    {"a route that does two things",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api", respond="no"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: pool and respond cannot be together"}},
    {"wrong hosts",
     R"~([listeners]
web={port=80, routes=[{host="http://a", pool="api"}, {host="a:80", pool="api"}, {host="a.*.org", pool="api"}, {host="*", pool="api"}, {host="a.", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: host: "http://a" is not a host; write it without scheme, port and path, such as api.example.org, or *.example.org for all below it)",
      R"(f:2: listeners.web: routes[2]: host: "a:80" is not a host; write it without scheme, port and path, such as api.example.org, or *.example.org for all below it)",
      R"(f:2: listeners.web: routes[3]: host: "a.*.org" is not a host; write it without scheme, port and path, such as api.example.org, or *.example.org for all below it)",
      R"(f:2: listeners.web: routes[4]: host: "*" is not a host; write it without scheme, port and path, such as api.example.org, or *.example.org for all below it)",
      R"(f:2: listeners.web: routes[5]: host: "a." is not a host; write it without scheme, port and path, such as api.example.org, or *.example.org for all below it)"}},
    {"wrong paths",
     R"~([listeners]
web={port=80, routes=[{path="a", pool="api"}, {path="/a?b", pool="api"}, {path="/a/../b", pool="api"}, {path="/%61", pool="api"}, {path="//a", pool="api"}, {path-exact="/a b", pool="api"}, {path="/a\\b", pool="api"}, {path="/%2f", pool="api"}, {path="/%", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: path: "a" is not a path; it begins with /)",
      R"(f:2: listeners.web: routes[2]: path: "/a?b" has more than a path: leave out what begins with ? or #)",
      R"(f:2: listeners.web: routes[3]: path: "/a/../b" is not a normal path, as requests are matched by: write it without //, dot segments and escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F)",
      R"(f:2: listeners.web: routes[4]: path: "/%61" is not a normal path, as requests are matched by: write it without //, dot segments and escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F)",
      R"(f:2: listeners.web: routes[5]: path: "//a" is not a normal path, as requests are matched by: write it without //, dot segments and escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F)",
      R"(f:2: listeners.web: routes[6]: path-exact: "/a b" is not a path; write what a URL cannot have as escapes, such as %20)",
      R"(f:2: listeners.web: routes[7]: path: "/a\\b" is not a path; write what a URL cannot have as escapes, such as %20)",
      R"(f:2: listeners.web: routes[8]: path: "/%2f" is not a normal path, as requests are matched by: write it without //, dot segments and escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F)",
      R"(f:2: listeners.web: routes[9]: path: "/%" is not a normal path, as requests are matched by: write it without //, dot segments and escapes of letters, digits, - . _ ~, and other escapes in capitals, such as %2F)"}},
    {"path and path-exact",
     R"~([listeners]
web={port=80, routes=[{path="/a", path-exact="/a", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: path and path-exact cannot be together"}},
    {"wrong methods",
     R"~([listeners]
web={port=80, routes=[{methods=["get"], pool="api"}, {methods=[], pool="api"}, {methods="GET", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: methods: "get" is not a method; write it in capitals, such as GET)",
      "f:2: listeners.web: routes[2]: methods: the list is empty; at least one method is needed",
      R"(f:2: listeners.web: routes[3]: methods: "GET" is not a list; write it as ["GET"])"}},
    {"wrong conditions on headers",
     R"~([listeners]
web={port=80, routes=[{headers={X-A=1, X-B=false}, pool="api"}, {headers={X-C="1", x-c="2"}, pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: headers: X-A: 1 is no condition; write "text" for just that, or true for whatever it is)",
      R"(f:2: listeners.web: routes[1]: headers: X-B: false is no condition; write "text" for just that, or true for whatever it is)",
      "f:2: listeners.web: routes[2]: headers: x-c stands twice, in other letters"}},
    {"wrong redirects",
     R"~([listeners]
web={port=80, routes=[{path="/a", redirect="www.example.org"}, {path="/b", redirect="//evil.example.org"}, {path="/c", redirect="ftp://a"}, {path="/d", redirect="https://u@a/"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: redirect: "www.example.org" is no place to send a client to; write "https", an http or https URL without user name and #, or a path, such as "/new")",
      R"(f:2: listeners.web: routes[2]: redirect: "//evil.example.org" is no place to send a client to; write "https", an http or https URL without user name and #, or a path, such as "/new")",
      R"(f:2: listeners.web: routes[3]: redirect: "ftp://a" is no place to send a client to; write "https", an http or https URL without user name and #, or a path, such as "/new")",
      R"(f:2: listeners.web: routes[4]: redirect: "https://u@a/" is no place to send a client to; write "https", an http or https URL without user name and #, or a path, such as "/new")"}},
    {"wrong statuses",
     R"~([listeners]
web={port=80, routes=[{path="/a", redirect="https", status=200}, {path="/b", respond="", status=100}, {path="/c", respond="x", status=204}, {path="/d", pool="api", status=200}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: status: 200 is not one of 301, 302, 303, 307, 308",
      "f:2: listeners.web: routes[2]: status: 100 is out of range: 200 to 599",
      R"(f:2: listeners.web: routes[3]: status: 204 has no body; write respond="")",
      "f:2: listeners.web: routes[4]: status means nothing here: it is of a redirect or an answer"}},
    {"what means nothing without a pool",
     R"~([listeners]
web={port=80, routes=[{path="/a", redirect="https", strip-prefix=true, request-headers={remove=["A"]}, limits={body="1B"}}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: strip-prefix means nothing without pool",
      "f:2: listeners.web: routes[1]: request-headers means nothing without pool",
      "f:2: listeners.web: routes[1]: limits means nothing without pool"}},
    {"strip-prefix without a prefix",
     R"~([listeners]
web={port=80, routes=[{strip-prefix=true, pool="api"}, {path-exact="/x", strip-prefix=true, pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: strip-prefix needs path=, with more than /",
      "f:2: listeners.web: routes[2]: strip-prefix needs path=, with more than /"}},
    {"changes of headers that frame a message",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api", request-headers={set={Host="a", X-Forwarded-For="1.2.3.4"}, add={Content-Length="1"}, remove=["te", "X"]}, response-headers={set={Transfer-Encoding="chunked", X-Forwarded-For="1"}}}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: request-headers: add: Content-Length cannot be changed: it says where a message ends, or is of one connection alone",
      "f:2: listeners.web: routes[1]: request-headers: remove: te cannot be changed: it says where a message ends, or is of one connection alone",
      "f:2: listeners.web: routes[1]: request-headers: set: Host cannot be changed: it says whom the request is for",
      "f:2: listeners.web: routes[1]: request-headers: set: X-Forwarded-For cannot be changed: Loadex writes it itself",
      "f:2: listeners.web: routes[1]: response-headers: set: Transfer-Encoding cannot be changed: it says where a message ends, or is of one connection alone"}},
    {"changes of headers that Loadex writes, in any spelling",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api", request-headers={set={x_forwarded_for="1", Content_Length="1"}, add={X-Request-Id="1"}}, response-headers={add={via="1", Date="1", X-Request-Id="1"}, remove=["proxy-status"]}}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: request-headers: add: X-Request-Id cannot be changed: Loadex writes it itself",
      "f:2: listeners.web: routes[1]: request-headers: set: Content_Length cannot be changed: it says where a message ends, or is of one connection alone",
      "f:2: listeners.web: routes[1]: request-headers: set: x_forwarded_for cannot be changed: Loadex writes it itself",
      "f:2: listeners.web: routes[1]: response-headers: add: via cannot be changed: Loadex writes it itself",
      "f:2: listeners.web: routes[1]: response-headers: remove: proxy-status cannot be changed: Loadex writes it itself"}},
    {"wrong changes of headers",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api", request-headers={set={X-A=" a", X-B=1, x-b="2"}, ad={}}, response-headers="no"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: request-headers: unknown key ad; did you mean add?",
      R"(f:2: listeners.web: routes[1]: request-headers: set: X-A: " a" is not the value of a header: write ASCII text without blanks around it)",
      "f:2: listeners.web: routes[1]: request-headers: set: X-B: 1 is not a string; write it in double quotes",
      "f:2: listeners.web: routes[1]: request-headers: set: x-b stands twice, in other letters",
      R"(f:2: listeners.web: routes[1]: response-headers: "no" is not of the form {set={X-Name="value"}, remove=["X-Name"]})"}},
    {"settings that no route has",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api", proxy={attempts=1}, limits={body=1}, health={}}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[1]: unknown key health; nothing of the section [health] may differ here",
      R"(f:2: listeners.web: routes[1]: limits.body: 1 is not a size; write a string with a unit, such as "512B", "32KiB" or "1MiB")",
      "f:2: listeners.web: routes[1]: proxy: attempts is of a pool; write it there, or in the section [proxy]"}},
    {"routes that no request can reach",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api"}, {host="b", pool="api"}, {path="/a/", pool="api", name="late"}, {host="B", methods=["GET", "PUT"], pool="api"}, {host="b", methods=["PUT"], pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[3]: no request can reach it: routes[1] takes them all",
      "f:2: listeners.web: routes[5]: no request can reach it: routes[4] takes them all"}},
    {"a wrong name of a route",
     R"~([listeners]
web={port=80, routes=[{path="/a", name="a route", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2: listeners.web: routes[1]: name: "a route" is not a name; write letters, digits, - and _)"}},
  };
  // clang-format on
}

} // namespace loadex::tests
