-- Counts a call against every window of a budget, if all of them have room left besides those who asked earlier.
-- KEYS: sorted set of the calls that were made, by time; sorted set of those that wait, by their place; the same by the time
--       for which they were told to come
-- ARGV: call id, now in ms (empty: Redis' own clock, which all processes share), ms by which one who is late holds up the
--       others, ms after which the place is lost, then pairs of a window in ms and how many calls it bears, the longest last
-- Returns 0 when the call may be made; otherwise ms after which to ask again
local made, waiting, told = KEYS[1], KEYS[2], KEYS[3]
local id, grace, patience, longest = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[#ARGV - 1])
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

redis.call('ZREMRANGEBYSCORE', made, '-inf', now - longest)
for _, lost in ipairs(redis.call('ZRANGEBYSCORE', told, '-inf', '(' .. (now - patience))) do
  redis.call('ZREM', waiting, lost)
  redis.call('ZREM', told, lost)
end

local last = redis.call('ZRANGE', waiting, -1, -1, 'WITHSCORES')
redis.call('ZADD', waiting, 'NX', (tonumber(last[2]) or 0) + 1, id)
local place = tonumber(redis.call('ZSCORE', waiting, id))
local before = 0
for _, other in ipairs(redis.call('ZRANGEBYSCORE', told, now - grace, '+inf')) do
  if tonumber(redis.call('ZSCORE', waiting, other)) < place then before = before + 1 end
end

-- When the call at an index, in the order of their times, is or can be made: those beyond what the window bears wait for
-- the one so many places before them to leave it.
local function timeOf(index, calls, most, window)
  local windows = 0
  while index >= #calls and index >= most do
    index = index - most
    windows = windows + 1
  end
  local time = now
  if index < #calls then time = tonumber(calls[index + 1]) end
  return time + windows * window
end

local wait = 0
for i = 5, #ARGV, 2 do
  local window, most = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local found = redis.call('ZRANGEBYSCORE', made, '(' .. (now - window), '+inf', 'WITHSCORES')
  local calls = {}
  for j = 2, #found, 2 do calls[#calls + 1] = found[j] end
  wait = math.max(wait, timeOf(#calls + before, calls, most, window) - now)
end

if wait == 0 then
  redis.call('ZREM', waiting, id)
  redis.call('ZREM', told, id)
  redis.call('ZADD', made, now, id .. ' ' .. now .. ' ' .. redis.call('ZCARD', made))
else
  redis.call('ZADD', told, now + wait, id)
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, longest + patience + wait) end
return math.ceil(wait)
