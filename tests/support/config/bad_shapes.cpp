#include "tests/support/config/bad_shapes.hpp"

namespace loadex::tests {

std::vector<bad_file> bad_shapes() {
  // clang-format off
  return {
    {"a dotted section",
     R"~([listeners]
web={port=80, pool="api"}
[pools.api]
backends=[{url="http://a:1"}]
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:3: section [pools.api] is not read; write api={...} in section [pools]"}},
    {"a dotted section of three parts",
     R"~([listeners.web.limits]
body="1B"
[listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:1: section [listeners.web.limits] is not read; write web={...} in section [listeners]"}},
    {"a section of another name",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
[pool]
x={}
)~",
     {"f:5: unknown section [pool]; did you mean pools?"}},
    {"a section as a key of the global section",
     R"~(pools={api={}}
[listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:1: unknown key pools in section [global]; write it as a section: [pools]"}},
    {"a name with a dot",
     R"~([pools]
my.api={backends=[{url="http://a:1"}]}
)~",
     {"f:2:3: unexpected .; a key or a name has letters, digits, - and _"}},
    {"a name in quotes",
     R"~([pools]
"my api"={backends=[{url="http://a:1"}]}
)~",
     {R"(f:2:1: unexpected "; a key or a name has letters, digits, - and _)"}},
    {"a pool that stands twice",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
api={backends=[{url="http://a:1"}]}
)~",
     {"f:5: pools.api: stands in line 4 already"}},
    {"a listener that stands twice",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
[listeners]
web={port=81, pool="api"}
)~",
     {"f:6: listeners.web: stands in line 2 already"}},
    {"a key that stands twice in a pool",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}], algo="lc", algo="rr"}
)~",
     {"f:4: pools.api: algo: stands twice"}},
    {"a key that stands twice in a route",
     R"~([listeners]
web={port=80, routes=[{path="/a", pool="api"}, {path="/b", host="b", path="/c", pool="api"}], pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:2: listeners.web: routes[2]: path: stands twice"}},
    {"a key that stands twice in a backend of today",
     R"~(backends=[{url="http://a:1", weight=1, weight=2}]
)~",
     {"f:1: backends[1]: weight: stands twice"}},
    {"two names on one line",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]} b={backends=[{url="http://a:1"}]}
)~",
     {"f:4: pools.api: something else stands behind the value; write each key on a line of its own"}},
    {"both shapes",
     R"~(port=80
address=["::1"]
algo="rr"
backends=[{url="http://a:1"}]
[listeners]
web={port=80, pool="api"}
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:1: port: cannot stand beside the sections [listeners] and [pools]; give it to a listener in [listeners]",
      "f:2: address: cannot stand beside the sections [listeners] and [pools]; give it to a listener in [listeners]",
      "f:3: algo: cannot stand beside the sections [listeners] and [pools]; give it to a pool in [pools]",
      "f:4: backends: cannot stand beside the sections [listeners] and [pools]; give it to a pool in [pools]"}},
    {"pools without listeners",
     R"~([pools]
api={backends=[{url="http://a:1"}]}
)~",
     {R"(f:1: section [pools] needs a listener; write it in section [listeners], such as web={port=8080, pool="api"})"}},
    {"pools without listeners, beside backends",
     R"~(backends=[{url="http://a:1"}]
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:1: backends: cannot stand beside the sections [listeners] and [pools]; give it to a pool in [pools]",
      R"(f:2: section [pools] needs a listener; write it in section [listeners], such as web={port=8080, pool="api"})"}},
    {"listeners without pools",
     R"~([listeners]
web={port=80, pool="api"}
)~",
     {R"(f:1: section [listeners] names a pool, but there is none; write it in section [pools], such as api={backends=[{url="http://host:port"}]})"}},
    {"an empty section",
     R"~([listeners]
[pools]
api={backends=[{url="http://a:1"}]}
)~",
     {"f:1: section [listeners] is empty"}},
    {"listeners beside an empty section of pools",
     R"~([listeners]
web={port=80, pool="api"}
[pools]
)~",
     {"f:3: section [pools] is empty"}},
  };
  // clang-format on
}

} // namespace loadex::tests
