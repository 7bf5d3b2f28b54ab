#include "net/admin/openapi/schemas.hpp"

namespace loadex::net::admin::openapi {

const std::string_view schemas = R"json({
"securitySchemes": {
  "token": {"type": "http", "scheme": "bearer", "description": "Needed where [admin] has a token."}
},
"parameters": {
  "path.pool": {
    "name": "pool", "in": "path", "required": true, "description": "The pool's name.",
    "schema": {"type": "string"}, "example": "main"
  },
  "path.id": {
    "name": "id", "in": "path", "required": true, "description": "What the pool calls the backend.",
    "schema": {"$ref": "#/components/schemas/id"}, "example": 1
  },
  "query.pool": {
    "name": "pool", "in": "query", "description": "Of that pool.",
    "schema": {"type": "string"}, "example": "main"
  },
  "query.url": {
    "name": "url", "in": "query", "required": true, "description": "Where the backend listens.",
    "schema": {"type": "string", "format": "uri"}, "example": "http://127.0.0.1:8006"
  },
  "query.state": {
    "name": "state", "in": "query", "description": "Only backends in that state.",
    "schema": {"$ref": "#/components/schemas/state"}, "example": "healthy"
  },
  "query.deadline": {
    "name": "deadline", "in": "query",
    "description": "How long the requests with the backend have to end, at most 24h. It is 30s if none is given.",
    "schema": {"type": "string", "pattern": "^[0-9]+(ns|us|ms|s|min|h)$"}, "example": "30s"
  },
  "query.wait": {
    "name": "wait", "in": "query", "description": "Whether it is answered at the end of the drain.",
    "schema": {"type": "boolean", "default": false}, "example": true
  },
  "header.If-Match": {
    "name": "If-Match", "in": "header", "required": true,
    "description": "The ETag of the configuration that is meant, or * for whichever is in force.",
    "schema": {"type": "string"}, "example": "*"
  },
  "header.If-Match.optional": {
    "name": "If-Match", "in": "header",
    "description": "The ETag of the configuration that is meant, or * for whichever is in force.",
    "schema": {"type": "string"}, "example": "*"
  },
  "header.If-None-Match": {
    "name": "If-None-Match", "in": "header", "description": "The ETag of what is known already.",
    "schema": {"type": "string"}, "example": "*"
  },
  "query.seconds": {
    "name": "seconds", "in": "query", "description": "How many of the last.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 900, "default": 60}, "example": 60
  },
  "query.backends": {
    "name": "backends", "in": "query", "description": "Whether each backend is told, too.",
    "schema": {"type": "boolean", "default": false}, "example": true
  },
  "query.after": {
    "name": "after", "in": "query", "description": "Those behind the event of that id.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807}, "example": 17
  },
  "query.client": {
    "name": "client", "in": "query", "description": "The address that it comes from.",
    "schema": {"type": "string"}, "example": "10.1.2.3"
  },
  "query.method": {
    "name": "method", "in": "query", "schema": {"type": "string", "default": "GET"}, "example": "GET"
  },
  "query.path": {
    "name": "path", "in": "query", "description": "With its query, if it has one.",
    "schema": {"type": "string", "pattern": "^/", "default": "/"}, "example": "/a"
  },
  "query.host": {
    "name": "host", "in": "query", "description": "Its Host header; that of the question if none is given.",
    "schema": {"type": "string"}, "example": "example.org"
  },
  "query.header": {
    "name": "header", "in": "query", "description": "A further one: NAME:VALUE.",
    "schema": {"type": "string", "pattern": "^[^:]+:"}, "example": "X-Key:1"
  },
  "query.cookie": {
    "name": "cookie", "in": "query", "description": "One that it brings: NAME=VALUE.",
    "schema": {"type": "string", "pattern": "="}, "example": "session=1"
  },
  "header.Last-Event-ID": {
    "name": "Last-Event-ID", "in": "header", "description": "Of the last event that was read of a stream.",
    "schema": {"type": "string", "pattern": "^[0-9]+$"}, "example": "17"
  }
},
"headers": {
  "Location": {"description": "Where that is.", "required": true, "schema": {"type": "string"}},
  "ETag": {"description": "Names what is answered.", "required": true, "schema": {"type": "string"}}
},
"schemas": {
  "id": {"type": "integer", "minimum": 1, "maximum": 4294967295},
  "state": {"type": "string", "enum": []},
  "reason": {"type": "string", "enum": []},
  "algorithm": {"type": "string", "enum": []},
  "time": {"type": "string", "format": "date-time", "pattern": "Z$", "description": "In UTC."},
  "count": {"type": "integer", "minimum": 0},
  "problem": {
    "type": "object", "description": "RFC 9457",
    "required": ["type", "title", "status", "detail"],
    "properties": {
      "type": {"type": "string", "format": "uri-reference"},
      "title": {"type": "string"},
      "status": {"type": "integer", "minimum": 400, "maximum": 599},
      "detail": {"type": "string"},
      "reason": {"$ref": "#/components/schemas/reason"},
      "errors": {
        "type": "array", "description": "Each field or parameter that is at fault.",
        "items": {
          "type": "object", "required": ["field", "detail"],
          "properties": {"field": {"type": "string"}, "detail": {"type": "string"}}
        }
      }
    },
    "examples": [{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "There is no such pool."}]
  },
  "pool": {
    "type": "object", "required": ["name", "algorithm", "backends", "in_flight", "queued"],
    "properties": {
      "name": {"type": "string"},
      "algorithm": {"$ref": "#/components/schemas/algorithm"},
      "backends": {
        "type": "object", "description": "How many there are, by state.",
        "propertyNames": {"$ref": "#/components/schemas/state"},
        "additionalProperties": {"$ref": "#/components/schemas/count"}
      },
      "in_flight": {"$ref": "#/components/schemas/count"},
      "queued": {"$ref": "#/components/schemas/count"},
      "settings": {
        "type": "object", "description": "Those in force by section, as the file has them. Where one pool is asked for.",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}
      }
    },
    "examples": [{
      "name": "main", "algorithm": "roundrobin",
      "backends": {"checking": 0, "healthy": 2, "unhealthy": 0, "draining": 0, "disabled": 0, "ejected": 0},
      "in_flight": 0, "queued": 0, "settings": {"health": {"interval": "5s"}}
    }]
  },
  "pools": {
    "type": "object", "required": ["pools"],
    "properties": {"pools": {"type": "array", "items": {"$ref": "#/components/schemas/pool"}}},
    "examples": [{"pools": [{
      "name": "main", "algorithm": "roundrobin",
      "backends": {"checking": 0, "healthy": 2, "unhealthy": 0, "draining": 0, "disabled": 0, "ejected": 0},
      "in_flight": 0, "queued": 0
    }]}]
  },
  "backend": {
    "type": "object",
    "required": ["id", "url", "source", "state", "since", "circuit", "weight", "share", "backup", "max_connections",
                 "in_flight", "queued", "ejections"],
    "properties": {
      "pool": {"type": "string", "description": "Where all pools are asked for."},
      "id": {"$ref": "#/components/schemas/id"},
      "url": {"type": "string", "format": "uri"},
      "source": {"type": "string", "description": "Who says how it is to be, such as `configuration` or `api`."},
      "state": {"$ref": "#/components/schemas/state"},
      "since": {"$ref": "#/components/schemas/time"},
      "reason": {"$ref": "#/components/schemas/reason"},
      "detail": {"type": "string"},
      "last_probe": {"type": "string", "description": "What it found."},
      "circuit": {"type": "string", "enum": ["closed", "open", "half-open"]},
      "weight": {"type": "integer", "minimum": 0, "maximum": 1000},
      "share": {"type": "number", "minimum": 0, "maximum": 1, "description": "The part of the weight that counts now."},
      "backup": {"type": "boolean"},
      "max_connections": {"type": "integer", "minimum": 0, "description": "0: no limit."},
      "in_flight": {"$ref": "#/components/schemas/count"},
      "queued": {"$ref": "#/components/schemas/count"},
      "ejections": {"$ref": "#/components/schemas/count"},
      "requests": {"$ref": "#/components/schemas/count"},
      "errors": {"$ref": "#/components/schemas/count"},
      "latency_ms": {
        "type": "object", "required": ["p50", "p95", "p99"],
        "description": "Of the last 30 to 60 s, if there was a request; as requests and errors where one backend is asked for.",
        "properties": {
          "p50": {"type": "number", "minimum": 0},
          "p95": {"type": "number", "minimum": 0},
          "p99": {"type": "number", "minimum": 0}
        }
      }
    },
    "examples": [{
      "id": 1, "url": "http://127.0.0.1:8001", "source": "configuration", "state": "healthy",
      "since": "2026-01-02T03:04:05Z", "last_probe": "HTTP 200", "circuit": "closed", "weight": 1, "share": 1.0,
      "backup": false, "max_connections": 0, "in_flight": 0, "queued": 0, "ejections": 0
    }]
  },
  "backends": {
    "type": "object", "required": ["backends"],
    "properties": {"backends": {"type": "array", "items": {"$ref": "#/components/schemas/backend"}}},
    "examples": [{"backends": [{
      "id": 1, "url": "http://127.0.0.1:8001", "source": "configuration", "state": "healthy",
      "since": "2026-01-02T03:04:05Z", "last_probe": "HTTP 200", "circuit": "closed", "weight": 1, "share": 1.0,
      "backup": false, "max_connections": 0, "in_flight": 0, "queued": 0, "ejections": 0
    }]}]
  },
  "leaving": {
    "description": "The backend as it is now; only its id if it has left by now.",
    "anyOf": [
      {"$ref": "#/components/schemas/backend"},
      {"type": "object", "required": ["id"], "properties": {"id": {"$ref": "#/components/schemas/id"}}}
    ],
    "examples": [{
      "id": 1, "url": "http://127.0.0.1:8001", "source": "configuration", "state": "draining",
      "since": "2026-01-02T03:04:05Z", "last_probe": "HTTP 200", "circuit": "closed", "weight": 1, "share": 1.0,
      "backup": false, "max_connections": 0, "in_flight": 3, "queued": 0, "ejections": 0
    }]
  },
  "emptied": {
    "type": "object", "required": ["id", "requests_left"],
    "properties": {
      "id": {"$ref": "#/components/schemas/id"},
      "requests_left": {"type": "integer", "minimum": 0, "description": "Those that the deadline found with it."}
    },
    "examples": [{"id": 1, "requests_left": 0}]
  },
  "probe": {
    "type": "object", "required": ["id", "url", "ok", "found", "took_ms"],
    "properties": {
      "id": {"$ref": "#/components/schemas/id"},
      "url": {"type": "string", "format": "uri"},
      "ok": {"type": "boolean"},
      "found": {"type": "string"},
      "took_ms": {"type": "number", "minimum": 0}
    },
    "examples": [{"id": 1, "url": "http://127.0.0.1:8001", "ok": true, "found": "HTTP 200", "took_ms": 0.4}]
  },
  "health": {
    "type": "object", "description": "Whether each backend is up.",
    "propertyNames": {"format": "uri"}, "additionalProperties": {"type": "boolean"},
    "examples": [{"http://127.0.0.1:8001": true}]
  },
  "balancing": {
    "type": "object", "required": ["algorithm"],
    "properties": {"algorithm": {"$ref": "#/components/schemas/algorithm"}},
    "examples": [{"algorithm": "roundrobin"}]
  },
  "openapi": {
    "type": "object", "description": "This document.", "required": ["openapi", "info", "paths", "components"],
    "properties": {
      "openapi": {"const": "3.1.0"},
      "info": {"type": "object", "additionalProperties": true},
      "servers": {"type": "array", "items": {"type": "object", "additionalProperties": true}},
      "security": {"type": "array", "items": {"type": "object", "additionalProperties": true}},
      "paths": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": true}},
      "components": {"type": "object", "additionalProperties": true}
    },
    "examples": [{
      "openapi": "3.1.0", "info": {"title": "Loadex", "version": "1"}, "servers": [{"url": "/"}], "security": [{}],
      "paths": {}, "components": {}
    }]
  },
  "configuration": {
    "type": "string", "description": "As a configuration file.",
    "examples": ["[global]\nport=8080\n"]
  },
  "planned_change": {"type": "string", "enum": ["unchanged", "added", "removed", "changed"]},
  "planned_backend": {
    "type": "object", "description": "What of it differs.",
    "properties": {
      "weight": {"type": "integer", "minimum": 0, "maximum": 1000},
      "backup": {"type": "boolean"},
      "max_connections": {"type": ["integer", "null"], "minimum": 0, "description": "null: that of all holds."},
      "health": {"type": "string", "description": "Its own settings, as the file has them."}
    }
  },
  "plan": {
    "type": "object", "required": ["changed", "wait_for_restart", "pools", "listeners"],
    "properties": {
      "changed": {"type": "array", "items": {"type": "string"}, "description": "Settings, listeners and pools."},
      "wait_for_restart": {"type": "array", "items": {"type": "string"}},
      "pools": {
        "type": "array",
        "items": {
          "type": "object", "required": ["name", "change", "joins", "leaves", "changes", "algorithm", "keys_moved"],
          "properties": {
            "name": {"type": "string"},
            "change": {"$ref": "#/components/schemas/planned_change"},
            "joins": {
              "type": "array",
              "items": {
                "type": "object", "required": ["url", "weight"],
                "properties": {
                  "url": {"type": "string", "format": "uri"},
                  "weight": {"type": "integer", "minimum": 0, "maximum": 1000}
                }
              }
            },
            "leaves": {
              "type": "array",
              "items": {
                "type": "object", "required": ["url"], "properties": {"url": {"type": "string", "format": "uri"}}
              }
            },
            "changes": {
              "type": "array",
              "items": {
                "type": "object", "required": ["url", "before", "after"],
                "properties": {
                  "url": {"type": "string", "format": "uri"},
                  "before": {"$ref": "#/components/schemas/planned_backend"},
                  "after": {"$ref": "#/components/schemas/planned_backend"}
                }
              }
            },
            "algorithm": {
              "type": "object", "description": "One is missing where there is no such pool.",
              "properties": {
                "before": {"$ref": "#/components/schemas/algorithm"},
                "after": {"$ref": "#/components/schemas/algorithm"}
              }
            },
            "keys_moved": {
              "type": ["number", "null"], "minimum": 0, "maximum": 1,
              "description": "The share of hash keys that go to another backend; null: there are none."
            }
          }
        }
      },
      "listeners": {
        "type": "array",
        "items": {
          "type": "object", "required": ["name", "change"],
          "properties": {"name": {"type": "string"}, "change": {"$ref": "#/components/schemas/planned_change"}}
        }
      }
    },
    "examples": [{
      "changed": ["backends"], "wait_for_restart": [],
      "pools": [{
        "name": "main", "change": "changed", "joins": [], "leaves": [{"url": "http://127.0.0.1:8002"}],
        "changes": [{"url": "http://127.0.0.1:8001", "before": {"weight": 1}, "after": {"weight": 2}}],
        "algorithm": {"before": "urlhash", "after": "urlhash"}, "keys_moved": 0.5
      }],
      "listeners": [{"name": "main", "change": "unchanged"}]
    }]
  },
  "saved": {
    "type": "object", "required": ["file", "saved", "not_saved"],
    "properties": {
      "file": {"type": "string"},
      "saved": {"type": "array", "items": {"type": "string"}},
      "not_saved": {
        "type": "array",
        "items": {
          "type": "object", "required": ["name", "why"],
          "properties": {
            "name": {"type": "string"},
            "backend": {"type": "string", "format": "uri", "description": "If it is about one."},
            "why": {"type": "string"}
          }
        }
      }
    },
    "examples": [{
      "file": "/etc/loadex/loadbalancer.conf", "saved": ["pools.main.backends"],
      "not_saved": [{
        "name": "pools.main.backends", "backend": "http://127.0.0.1:8002", "why": "it is disabled; a restart has it serve"
      }]
    }]
  },
  "configuration_id": {"type": "string", "pattern": "^[0-9a-f]+$"},
  "adopted": {
    "type": "object", "required": ["id", "version", "changed", "wait_for_restart"],
    "properties": {
      "id": {"$ref": "#/components/schemas/configuration_id"},
      "version": {"$ref": "#/components/schemas/count"},
      "changed": {"type": "array", "items": {"type": "string"}},
      "wait_for_restart": {"type": "array", "items": {"type": "string"}}
    },
    "examples": [{"id": "0123456789ab", "version": 2, "changed": ["health.interval"], "wait_for_restart": []}]
  },
  "reload": {
    "type": "object", "required": ["id", "since", "file", "adopted", "refused", "last"],
    "properties": {
      "id": {"$ref": "#/components/schemas/configuration_id"},
      "since": {"$ref": "#/components/schemas/time"},
      "file": {"type": ["string", "null"], "description": "null: there is none."},
      "adopted": {"$ref": "#/components/schemas/count"},
      "refused": {"$ref": "#/components/schemas/count"},
      "last": {
        "type": ["object", "null"], "description": "null: there was none.",
        "required": ["result", "time", "problems"],
        "properties": {
          "result": {"type": "string", "enum": ["adopted", "refused"]},
          "time": {"$ref": "#/components/schemas/time"},
          "problems": {"type": "array", "items": {"type": "string"}}
        }
      }
    },
    "examples": [{
      "id": "0123456789ab", "since": "2026-01-02T03:04:05Z", "file": "/etc/loadex/loadbalancer.conf", "adopted": 1,
      "refused": 0, "last": {"result": "adopted", "time": "2026-01-02T03:04:05Z", "problems": []}
    }]
  },
  "per_second": {"type": "array", "description": "The oldest first.", "items": {"$ref": "#/components/schemas/count"}},
  "milliseconds_per_second": {
    "type": "array", "description": "Likewise; null where there was no request.",
    "items": {"type": ["number", "null"], "minimum": 0}
  },
  "traffic_of_backend": {
    "type": "object",
    "required": ["pool", "id", "url", "step_seconds", "until", "requests", "errors", "in_flight", "p50_ms", "p95_ms",
                 "p99_ms"],
    "properties": {
      "pool": {"type": "string"},
      "id": {"$ref": "#/components/schemas/id"},
      "url": {"type": "string", "format": "uri"},
      "step_seconds": {"type": "integer", "minimum": 1},
      "until": {"$ref": "#/components/schemas/time"},
      "requests": {"$ref": "#/components/schemas/per_second"},
      "errors": {"$ref": "#/components/schemas/per_second"},
      "in_flight": {"$ref": "#/components/schemas/per_second"},
      "p50_ms": {"$ref": "#/components/schemas/milliseconds_per_second"},
      "p95_ms": {"$ref": "#/components/schemas/milliseconds_per_second"},
      "p99_ms": {"$ref": "#/components/schemas/milliseconds_per_second"}
    }
  },
  "traffic": {
    "type": "object",
    "required": ["step_seconds", "until", "requests", "errors", "in_flight", "p50_ms", "p95_ms", "p99_ms"],
    "properties": {
      "step_seconds": {"type": "integer", "minimum": 1, "description": "Seconds that each number stands for."},
      "until": {"$ref": "#/components/schemas/time"},
      "requests": {"$ref": "#/components/schemas/per_second"},
      "errors": {
        "type": "object", "description": "By reason.", "propertyNames": {"$ref": "#/components/schemas/reason"},
        "additionalProperties": {"$ref": "#/components/schemas/per_second"}
      },
      "in_flight": {"$ref": "#/components/schemas/per_second"},
      "p50_ms": {"$ref": "#/components/schemas/milliseconds_per_second"},
      "p95_ms": {"$ref": "#/components/schemas/milliseconds_per_second"},
      "p99_ms": {"$ref": "#/components/schemas/milliseconds_per_second"},
      "backends": {"type": "array", "items": {"$ref": "#/components/schemas/traffic_of_backend"}}
    },
    "examples": [{
      "step_seconds": 1, "until": "2026-01-02T03:04:05Z", "requests": [2, 0], "errors": {"reset": [1, 0]},
      "in_flight": [1, 0], "p50_ms": [1.016, null], "p95_ms": [96.469, null], "p99_ms": [96.469, null]
    }]
  },
  "event": {
    "type": "object", "required": ["id", "time", "kind", "by"],
    "properties": {
      "id": {"type": "integer", "minimum": 1, "description": "They count up from 1 without a gap."},
      "time": {"$ref": "#/components/schemas/time"},
      "kind": {"type": "string"},
      "pool": {"type": "string"},
      "backend": {"type": "string", "description": "Its URL."},
      "backend_id": {"$ref": "#/components/schemas/id"},
      "by": {"type": "string", "description": "What part of Loadex decided it."},
      "who": {"type": "string", "description": "Who asked for it."},
      "from": {"type": "string", "description": "From which address."},
      "reason": {"$ref": "#/components/schemas/reason"},
      "detail": {"type": "string"},
      "before": {"type": "string"},
      "after": {"type": "string"}
    }
  },
  "events": {
    "type": "object", "required": ["events", "latest", "missed"],
    "properties": {
      "events": {"type": "array", "items": {"$ref": "#/components/schemas/event"}},
      "latest": {"type": "integer", "minimum": 0, "description": "The id of the latest of all."},
      "missed": {"type": "integer", "minimum": 0, "description": "Those asked for that are kept no more."}
    },
    "examples": [{
      "events": [{
        "id": 17, "time": "2026-01-02T03:04:05Z", "kind": "weight changed", "pool": "main",
        "backend": "http://127.0.0.1:8001", "backend_id": 1, "by": "admin", "who": "no token", "from": "127.0.0.1",
        "before": "1", "after": "3"
      }],
      "latest": 17, "missed": 0
    }]
  },
  "listeners": {
    "type": "object", "required": ["listeners"],
    "properties": {
      "listeners": {
        "type": "array",
        "items": {
          "type": "object",
          "required": ["name", "addresses", "admin", "proxy_protocol_from", "routes", "requests", "connections"],
          "properties": {
            "name": {"type": "string"},
            "addresses": {"type": "array", "items": {"type": "string"}},
            "admin": {"type": "boolean", "description": "Loadex's own addresses are here, too."},
            "proxy_protocol_from": {"type": "array", "items": {"type": "string"}},
            "routes": {"$ref": "#/components/schemas/count"},
            "requests": {"$ref": "#/components/schemas/count"},
            "connections": {"type": "integer", "description": "That are open."}
          }
        }
      }
    },
    "examples": [{"listeners": [{
      "name": "main", "addresses": ["0.0.0.0:8080"], "admin": true, "proxy_protocol_from": [], "routes": 0,
      "requests": 123, "connections": 5
    }]}]
  },
  "routes": {
    "type": "object", "required": ["routes"],
    "properties": {
      "routes": {
        "type": "array",
        "items": {
          "type": "object",
          "required": ["listener", "place", "name", "host", "path", "path_exact", "methods", "headers", "hits"],
          "properties": {
            "listener": {"type": "string"},
            "place": {"type": ["integer", "null"], "description": "In the file, from 1; null: what no route takes."},
            "name": {"type": "string"},
            "host": {"type": "string", "description": "Empty: any."},
            "path": {"type": "string"},
            "path_exact": {"type": "boolean", "description": "Nothing below it."},
            "methods": {"type": "array", "description": "Empty: any.", "items": {"type": "string"}},
            "headers": {
              "type": "object", "description": "null: whatever its value.",
              "additionalProperties": {"type": ["string", "null"]}
            },
            "pool": {"type": "string", "description": "Where they go. Else they are answered."},
            "redirect": {"type": "string"},
            "respond": {"type": "string"},
            "status": {"type": "integer"},
            "hits": {"$ref": "#/components/schemas/count"}
          }
        }
      }
    },
    "examples": [{"routes": [{
      "listener": "main", "place": null, "name": "", "host": "", "path": "/", "path_exact": false, "methods": [],
      "headers": {}, "pool": "main", "hits": 123
    }]}]
  },
  "explanation": {
    "type": "object", "required": ["pool", "algorithm", "certain", "by_affinity", "chosen", "taken_by", "backends"],
    "properties": {
      "pool": {"type": "string"},
      "algorithm": {"$ref": "#/components/schemas/algorithm"},
      "certain": {"type": "boolean", "description": "Neither chance nor the load of the moment decides."},
      "by_affinity": {"type": "boolean", "description": "The client's cookie decides."},
      "chosen": {
        "description": "The id of the backend; null: nobody.",
        "anyOf": [{"$ref": "#/components/schemas/id"}, {"type": "null"}]
      },
      "taken_by": {
        "type": "array", "description": "What becomes of such a request at each listener.",
        "items": {
          "type": "object", "required": ["listener", "route", "why"],
          "properties": {
            "listener": {"type": "string"},
            "route": {"type": ["string", "integer", "null"], "description": "Its name or place; null: none takes it."},
            "pool": {"type": "string"},
            "why": {"type": "string"}
          }
        }
      },
      "backends": {
        "type": "array",
        "items": {
          "type": "object",
          "required": ["id", "url", "selection", "why", "state", "since", "weight", "share", "in_flight"],
          "properties": {
            "id": {"$ref": "#/components/schemas/id"},
            "url": {"type": "string", "format": "uri"},
            "selection": {
              "type": "string",
              "enum": ["chosen", "unavailable", "tried", "weightless", "in reserve", "outscored", "full", "on trial"]
            },
            "why": {"type": "string", "description": "A sentence for people."},
            "state": {"$ref": "#/components/schemas/state"},
            "since": {"$ref": "#/components/schemas/time"},
            "weight": {"type": "integer", "minimum": 0, "maximum": 1000},
            "share": {"type": "number", "minimum": 0, "maximum": 1},
            "in_flight": {"type": "integer"},
            "latency_ms": {"type": "number", "minimum": 0},
            "score": {"type": "number", "description": "The lowest comes first, where the algorithm compares."}
          }
        }
      }
    },
    "examples": [{
      "pool": "main", "algorithm": "roundrobin", "certain": true, "by_affinity": false, "chosen": 1,
      "taken_by": [{"listener": "main", "route": null, "pool": "main", "why": "all that comes there"}],
      "backends": [{
        "id": 1, "url": "http://127.0.0.1:8001", "selection": "chosen", "why": "its turn is next", "state": "healthy",
        "since": "2026-01-02T03:04:05Z", "weight": 1, "share": 1.0, "in_flight": 0, "score": 0.0
      }]
    }]
  },
  "event_stream": {
    "type": "string",
    "description": "Of each event its id and, as data, itself; `missed` with their number after those that a slow client lost.",
    "examples": ["id: 17\ndata: {\"id\":17,\"time\":\"2026-01-02T03:04:05Z\",\"kind\":\"backend up\",\"pool\":\"main\"}\n\n"]
  },
  "added": {"type": "string", "examples": ["Added http://127.0.0.1:8006 to the pool\n"]},
  "metrics": {"type": "string", "examples": ["golb_backend_in_flight{pool=\"main\",backend=\"http://127.0.0.1:8001\"} 0\n"]},
  "alive": {"type": "string", "examples": ["ok\n"]},
  "ready": {"type": "string", "examples": ["ready\n"]},
  "stopping": {"type": "string", "examples": ["shutting down\n"]},
  "page": {"type": "string", "examples": ["<!doctype html>"]},
  "style": {"type": "string", "examples": ["body { margin: 0; }"]},
  "script": {"type": "string", "examples": ["refresh();"]}
}
})json";

} // namespace loadex::net::admin::openapi
