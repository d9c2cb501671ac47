-- What every script of the generator shares: it counts answers, stops sending in time, and waits for all answers.
-- Told by key=value after "--": seconds (send for so long), limit (send at most so many), first (the first number).

local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long seconds; long nanoseconds; } moment_t;
  int clock_gettime(int clock, moment_t *moment);
]])
local moment = ffi.new("moment_t")

function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end

told, threads = {}, {}
sent, granted, answered, silent, began, ended = 0, 0, 0, false, 0, 0
statuses = {}

function setup(thread)
  table.insert(threads, thread)
end

function begin(args)
  for _, argument in ipairs(args) do
    local key, value = argument:match("^([^=]+)=(.*)$")
    told[key] = value
  end
  seconds = tonumber(told.seconds or "1e9")
  limit = tonumber(told.limit or "1e15")
  first = tonumber(told.first or "0")
end

-- Called before each request, which 0 grants: a connection that has nothing more to send falls silent.
function delay()
  local at = now()
  if began == 0 then began = at end
  if granted >= limit or at >= began + seconds then
    if not silent and answered == granted then finish() end
    silent = true
    return 3600000
  end
  granted = granted + 1
  return 0
end

-- The generator asks for one request before it connects, to look at it; that one is not sent.
function count()
  if began > 0 then sent = sent + 1 end
end

function response(status)
  answered = answered + 1
  statuses[tostring(status)] = (statuses[tostring(status)] or 0) + 1
  ended = now()
  if answered == granted and (silent or granted >= limit or ended >= began + seconds) then finish() end
end

function finish()
  silent = true
  io.stderr:write("all answered\n")
end

function done(summary, latency)
  local counted, total_sent, total_answered, first_sent, last_answered = {}, 0, 0, 1e18, 0
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      counted[status] = (counted[status] or 0) + count
    end
    total_sent = total_sent + thread:get("sent")
    total_answered = total_answered + thread:get("answered")
    first_sent = math.min(first_sent, thread:get("began"))
    last_answered = math.max(last_answered, thread:get("ended"))
  end
  local parts = {}
  for status, count in pairs(counted) do
    table.insert(parts, string.format('"%s": %d', status, count))
  end
  local errors = summary.errors
  io.write(string.format(
    '\nBENCH {"sent": %d, "answered": %d, "seconds": %.4f, "statuses": {%s}, "p99_ms": %.3f, '
      .. '"broken": %d, "bad": %d, "received": %d}\n',
    total_sent, total_answered, last_answered - first_sent, table.concat(parts, ", "),
    latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    summary.bytes))
end
