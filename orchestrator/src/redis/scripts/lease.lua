-- Asks for a lease. Who asked first is first; who has stopped asking, as one that was killed has, loses its place.
-- KEYS: lease, line of those that ask (a sorted set, by when they last did)
-- ARGV: holder (holders sort by when they came), milliseconds of the lease, milliseconds after which a place is lost
if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end -- asked again because the answer was lost
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
for _, other in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if other < ARGV[1] then return 0 end
end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
