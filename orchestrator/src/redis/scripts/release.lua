-- Gives a lease back, or a place in the line for it.
-- KEYS: lease, line  ARGV: holder
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
