-- Sends the form that signs a petition, as a browser does: every address new, from thousands of networks.
-- Further keys: petition, mixed (1: three in ten repeat an earlier address, one in twenty is malformed), minutes (a
-- file with the number of forms sent by the end of each minute that is replayed; every tenth is told).

dofile("counted.lua")

local NAMES = {
  "Ana+Signer", "Ben+Okafor", "Chidi+Anagonye", "Dolores+Huerta", "Zo%C3%AB+Garc%C3%ADa", "Em+O%27Brien",
  "Mary+Ann+van+der+Berg", "J%C3%BCrgen+M%C3%BCller", "Li+Na", "Robert+Smith",
}
local ZIPS = { "53703", "94110", "60614", "10025", "78701", "98101", "02139", "30303", "33101", "80202-1234" }
local PLACES = { "CA", "GB", "DE", "MX" }
local MALFORMED = {
  "name=Ana+Signer&email=not-an-address&country=US&zip=53703",
  "name=&email=ana%40example.org&country=US&zip=53703",
  "name=Ana+Signer&email=ana%40example.org&country=US&zip=00000",
  "name=%FF%FE&email=ana%40example.org&country=US&zip=53703",
  "name=Ana+Signer&email=ana%40example.org&country=ZZ&zip=",
}
local REPEATED_AFTER = { [1] = 2, [4] = 1002, [7] = 10002 }
local FORM = "application/x-www-form-urlencoded"

local head, mixed
local ends, minute = {}, 1

function init(args)
  begin(args)
  mixed = told.mixed == "1"
  for line in io.lines(told.minutes or "/dev/null") do
    table.insert(ends, tonumber(line))
  end
  local host = string.format("%s:%s", wrk.host, wrk.port)
  head = "POST /petitions/" .. told.petition .. "/sign HTTP/1.1\r\nHost: " .. host
    .. "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    .. "\r\nAccept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    .. "\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br"
    .. "\r\nOrigin: http://" .. host .. "\r\nSec-Fetch-Site: same-origin"
    .. "\r\nContent-Type: " .. FORM
end

-- 4,096 networks of IPv4 and 1,024 of IPv6, each with a few hundred addresses.
local function client(number)
  local network = number % 5120
  if network < 4096 then
    return string.format("100.%d.%d.%d", 64 + math.floor(network / 256), network % 256, 1 + number % 251)
  end
  return string.format("2001:db8:%x:%x00::%x", network - 4096, number % 7, 1 + number % 509)
end

-- Most addresses are at few hosts, as in life.
local function address(number)
  if number % 5 < 3 then return string.format("signer.%d%%40mail.example.org", number) end
  return string.format("s%d%%40host%d.example.net", number, number % 197)
end

local function body(number)
  local place = number % 10
  local filled = "name=" .. NAMES[1 + number % 10] .. "&email=" .. address(number)
  if place == 9 then
    filled = filled .. "&country=" .. PLACES[1 + number % 4] .. "&zip="
  else
    filled = filled .. "&country=US&zip=" .. ZIPS[1 + number % 10]
  end
  if number % 11 == 0 then filled = filled .. "&decline=on" end
  if number % 4 == 0 then filled = filled .. "&news=on" end
  return filled
end

function request()
  count()
  while minute <= #ends and sent > ends[minute] do
    if minute % 10 == 0 then io.stderr:write(string.format("%d minutes of forms are sent\n", minute)) end
    minute = minute + 1
  end
  local number = first + sent
  local filled
  if mixed and sent > 0 and sent % 20 == 0 then
    filled = MALFORMED[1 + (sent / 20) % 5]
  elseif mixed and sent > 2 and REPEATED_AFTER[sent % 10] then
    local before = REPEATED_AFTER[sent % 10]
    filled = body(number - (sent > before and before or 2))
  else
    filled = body(number)
  end
  return head .. "\r\nX-Forwarded-For: " .. client(number) .. "\r\nContent-Length: " .. #filled .. "\r\n\r\n" .. filled
end
