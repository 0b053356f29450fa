-- Takes or renews the slot of a run that is on its host already.
-- KEYS: slots; ARGV: "<host> <run>", milliseconds of the lease
local time = redis.call('TIME')
return redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ARGV[1])
