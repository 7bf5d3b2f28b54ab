-- For wrk: clients that pause between requests, each request with one of 1 000 keys drawn at random (the same ones in every
-- run) in all that an algorithm can go by: URL, client address, header and cookie.
local KEYS = 1000
local PAUSE = 10 -- ms

local requests = {}

function init()
  for key = 1, KEYS do
    requests[key] = wrk.format("GET", "/item/" .. key, {
      ["Host"] = "shop-" .. key,
      ["X-Forwarded-For"] = "10.0." .. math.floor(key / 256) .. "." .. key % 256,
      ["Cookie"] = "session=" .. key,
    })
  end
end

function request()
  return requests[math.random(KEYS)]
end

function delay()
  return PAUSE
end
