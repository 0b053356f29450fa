-- Takes ids out of the index of tasks whose record is gone.
-- KEYS: index  ARGV: time in ms up to which ids are looked at, how many to pass over, how many to look at, prefix of records
-- Returns how many were looked at, and how many were taken out.
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', ARGV[2], ARGV[3])
local removed = 0
for _, id in ipairs(ids) do
  if redis.call('EXISTS', ARGV[4] .. id) == 0 then removed = removed + redis.call('ZREM', KEYS[1], id) end
end
return {#ids, removed}
