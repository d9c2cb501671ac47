-- Presses the button behind confirmation links, each once: the tokens of a file, one on a line.
-- Further key: tokens (the file).

dofile("counted.lua")

local head
local tokens = {}

function init(args)
  begin(args)
  for line in io.lines(told.tokens) do
    table.insert(tokens, line)
  end
  limit = math.min(limit, #tokens)
  local host = string.format("%s:%s", wrk.host, wrk.port)
  head = " HTTP/1.1\r\nHost: " .. host
    .. "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    .. "\r\nAccept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    .. "\r\nOrigin: http://" .. host .. "\r\nSec-Fetch-Site: same-origin"
    .. "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nX-Forwarded-For: "
end

function request()
  count()
  local client = string.format("100.%d.%d.%d", 64 + sent % 16, math.floor(sent / 16) % 256, 1 + sent % 251)
  return "POST /confirm/" .. tokens[math.max(sent, 1)] .. head .. client .. "\r\n\r\n"
end
