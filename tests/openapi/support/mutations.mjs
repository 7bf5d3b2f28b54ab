// What may be wrong with a request: each takes one that is as the document says and spoils it.
// A request here has `path`, `query` (pairs, as they are sent), `headers` (pairs) and, where it has one, `body`.

const long = (size) => "x".repeat(size);

const odd = ["", " ", "%", "%zz", "%00", "%2F", "%2e%2e", "..", ".", "*", "{id}", "'", "<script>", "null", "-1", "0", "1e3", "0x1", "4294967296", "18446744073709551616", "%c3%28", "%F0%9F%92%A9", long(1000)];

const values = [null, true, false, 0, -1, 1.5, 1001, 1e308, 9007199254740993, "", "0", "x", long(5000), "\u0000", "\ud83d\udca9", [], [[]], ["x", 1], {}, { x: 1 }];

const brokenJson = ["", " ", "{", "}", "[]", "null", "1", '"x"', "{,}", "{'a':1}", '{"a":1,}', '{"a":01}', '{"a":+1}', '{"a":NaN}', '{"a":1e999}', '{"a":"\\x"}', '{"a":"\u0001"}', "{}{}", "\ufeff{}", "/**/{}", '{"weight":1,"weight":2}', '{"a":"\\ud800"}'];

/** Every place of a value in the object, as a list of keys. */
function places(value, way = []) {
  if (typeof value !== "object" || value === null) return [way];
  return Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...places(inner, [...way, key])]);
}

/** Has `change` done to the object's JSON. */
function inBody(request, change) {
  let all;
  try {
    all = JSON.parse(request.body);
  } catch {
    return;
  }
  if (typeof all !== "object" || all === null) return;
  change(all);
  request.body = JSON.stringify(all);
}

function at(object, way) {
  return way.slice(0, -1).reduce((inner, key) => inner?.[key], object);
}

const spoilBody = {
  "a value of another type": (chance, request) =>
    inBody(request, (all) => {
      const way = chance.one(places(all)) ?? [];
      const holder = at(all, way);
      if (way.length && holder) holder[way.at(-1)] = chance.one(values);
    }),
  "a field that is missing": (chance, request) =>
    inBody(request, (all) => {
      const way = chance.one(places(all)) ?? [];
      const holder = at(all, way);
      if (way.length && holder) delete holder[way.at(-1)];
    }),
  "a field that nobody knows": (chance, request) =>
    inBody(request, (all) => (all[chance.one(["x", "wieght", "Weight", "health.interval", "__proto__", "", long(300)])] = 1)),
  "a field that belongs elsewhere": (chance, request, fields) => inBody(request, (all) => (all[chance.one(fields)] = chance.one(values))),
  "no JSON": (chance, request) => (request.body = chance.one(brokenJson)),
  "JSON that breaks off": (chance, request) => (request.body = request.body.slice(0, chance.below(request.body.length))),
  "a byte that is another": (chance, request) => {
    const bytes = Buffer.from(request.body);
    if (bytes.length) bytes[chance.below(bytes.length)] = chance.below(256);
    request.body = bytes;
  },
  "lists within lists": (chance, request) => {
    const depth = chance.one([8, 9, 1000, 30000]);
    request.body = `{"weight":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  },
  "too large": (chance, request) => (request.body = " ".repeat(chance.one([65536, 65537, 1000000]))),
  "of another type": (chance, request) => {
    request.headers = request.headers.filter(([name]) => name !== "Content-Type");
    const type = chance.one([undefined, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", long(1000)]);
    if (type !== undefined) request.headers.push(["Content-Type", type]);
  },
  "none at all": (_, request) => delete request.body,
  "in chunks that are none": (chance, request) => {
    request.headers.push(["Transfer-Encoding", "chunked"]);
    request.body = chance.one(["z\r\n\r\n", "-1\r\n\r\n", "2\r\n{}x", "ffffffffffffffffff\r\n", "0\r\nX\r\n\r\n"]);
  },
  "of two lengths": (chance, request) => request.headers.push(["Content-Length", "2"], ["Content-Length", chance.one(["3", "-1", "2,2", "x"])]),
};

const spoilAll = {
  "another method": (chance, request) =>
    (request.method = chance.one(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "FOO", "PROPFIND", long(30)])),
  "a body that nobody takes": (chance, request) => {
    if (request.body === undefined) request.body = chance.one(["{}", "deadline=1h", " ", ""]);
  },
  "a query that nobody knows": (chance, request) => request.query.push(chance.one(["x=1", "x", "=", "=1", "&", "wiat=true", "Wait=true", "x[]=1", "%zz=1", long(3000)])),
  "a query's value that is none": (chance, request, _, names) => {
    if (names.length) request.query.push(`${chance.one(names)}=${chance.one(odd)}`);
  },
  "a query twice": (chance, request) => {
    if (request.query.length) request.query.push(chance.one(request.query));
  },
  "a name in the path that is none": (chance, request) => {
    const segments = request.path.split("/");
    segments[1 + chance.below(segments.length - 1)] = chance.one(odd.filter((text) => text !== " " && text !== "<script>"));
    request.path = segments.join("/");
  },
  "a path that goes on": (chance, request) => (request.path += chance.one(["/", "//", "/x", "/../", "/.", "%2F", "/%00", ";x=1", "#x"])),
  "a page of another site": (chance, request) =>
    request.headers.push(chance.one([["Origin", "http://evil.example"], ["Origin", "null"], ["Sec-Fetch-Site", "cross-site"], ["Sec-Fetch-Site", ""], ["Host", "evil.example"]])),
  "an odd header": (chance, request) =>
    request.headers.push(
      chance.one([
        ["Accept", "text/plain"],
        ["Accept", long(1000)],
        ["Accept", "text/event-stream"],
        ["If-Match", chance.one(["*", "x", '"x"', 'W/"x"', '"', long(1000)])],
        ["Last-Event-ID", chance.one(["-1", "x", "99999999999999999999", ""])],
        ["Authorization", chance.one(["Bearer", "Bearer x", "Basic eDp4", long(1000)])],
        ["Expect", chance.one(["100-continue", "x"])],
        ["Range", "bytes=0-0"],
        ["Content-Encoding", "gzip"],
        ["X-HTTP-Method-Override", "DELETE"],
        ["Max-Forwards", "0"],
        ["Connection", "close, x"],
        ["Upgrade", "h2c"],
        ["X", long(100000)],
        ["X Y", "1"],
        ["X", "\u0000"],
      ]),
    ),
};

/** Spoils the request in one way; what that is. `fields` may stand in bodies, `names` in this query. */
export function spoil(chance, request, fields, names) {
  const ways = { ...spoilAll, ...(request.body === undefined || request.bodyIsSpoiled ? {} : spoilBody) };
  const what = chance.one(Object.keys(ways));
  request.bodyIsSpoiled ||= what in spoilBody; // once: the end of a chunked one that was cut would never come
  ways[what](chance, request, fields, names);
  return what;
}
