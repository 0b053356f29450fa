-- Counts a task among the runs of a day, unless they are as many as it bears.
-- KEYS: set of the day's tasks  ARGV: task id, most, seconds to keep
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
