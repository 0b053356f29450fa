-- Tells of what an agent does, and keeps its last uses of tools with its record, for who looks later.
-- KEYS: events, record of its task, record of the agent
-- ARGV: stream length, channel, message, task id, use of a tool as JSON ('' where it is none), how many of them are kept
local about = redis.call('HMGET', KEYS[2], 'user_id', 'team_id')
tell(KEYS[1], ARGV[1], ARGV[2], ARGV[3], '', ARGV[4], about[1], about[2])
if ARGV[5] ~= '' and redis.call('EXISTS', KEYS[3]) == 1 then
  local uses = cjson.decode(redis.call('HGET', KEYS[3], 'last_tools') or '[]')
  table.insert(uses, cjson.decode(ARGV[5]))
  while #uses > tonumber(ARGV[6]) do table.remove(uses, 1) end
  redis.call('HSET', KEYS[3], 'last_tools', cjson.encode(uses))
end
return 1
