-- Asks for one address again and again, from a thousand networks; counts as little as it can.
-- Further keys: path, encoding (what Accept-Encoding says).

local requests, place = {}, 0

function init(args)
  local told = {}
  for _, argument in ipairs(args) do
    local key, value = argument:match("^([^=]+)=(.*)$")
    told[key] = value
  end
  for number = 0, 999 do
    requests[number] = string.format(
      "GET %s HTTP/1.1\r\nHost: %s:%s\r\nAccept-Encoding: %s\r\nAccept: text/html,*/*;q=0.8\r\n"
        .. "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
        .. "X-Forwarded-For: 100.%d.%d.%d\r\n\r\n",
      told.path, wrk.host, wrk.port, told.encoding, 64 + number % 16, number % 256, 1 + number % 251)
  end
end

function request()
  place = (place + 1) % 1000
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nBENCH {"sent": %d, "answered": %d, "seconds": %.4f, "statuses": {}, "p99_ms": %.3f, '
      .. '"broken": %d, "bad": %d, "received": %d}\n',
    summary.requests, summary.requests, summary.duration / 1e6,
    latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    summary.bytes))
end
