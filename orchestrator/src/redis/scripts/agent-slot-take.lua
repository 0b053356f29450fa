-- Asks for a slot on the least busy of some hosts.
-- KEYS: slots ("<host> <run>", by when each runs out), those that ask ("<host> <place>", by when they last did)
-- ARGV: run, place, milliseconds of the lease, milliseconds after which a place is lost, then of each host its name and slots
-- Returns the name of the host, or '' while no slot is free that nobody before this one waits for.
local run, place = ARGV[1], ARGV[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[4])

local used, held = {}, {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local host, holder = string.match(member, '^(%S+) (.+)$')
  if holder == run then held[host] = member else used[host] = (used[host] or 0) + 1 end
end
local before = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  local host, other = string.match(member, '^(%S+) (.+)$')
  if other < place then before[host] = (before[host] or 0) + 1 end
end

local best, least
for i = 5, #ARGV, 2 do
  local host, slots = ARGV[i], tonumber(ARGV[i + 1])
  local busy = used[host] or 0
  -- Asked again because the answer was lost.
  if held[host] then
    best, least = host, -1
  elseif slots - busy > (before[host] or 0) and (not least or busy / slots < least) then
    best, least = host, busy / slots
  end
end
for host, member in pairs(held) do
  if host ~= best then redis.call('ZREM', KEYS[1], member) end
end
for i = 5, #ARGV, 2 do
  local member = ARGV[i] .. ' ' .. place
  if best then redis.call('ZREM', KEYS[2], member) else redis.call('ZADD', KEYS[2], now, member) end
end
if not best then return '' end
redis.call('ZADD', KEYS[1], now + ARGV[3], best .. ' ' .. run)
return best
