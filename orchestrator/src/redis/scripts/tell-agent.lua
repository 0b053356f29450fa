-- Tells of what an agent does.
-- KEYS: events, record of its task  ARGV: stream length, channel, message, task id
local about = redis.call('HMGET', KEYS[2], 'user_id', 'team_id')
tell(KEYS[1], ARGV[1], ARGV[2], ARGV[3], '', ARGV[4], about[1], about[2])
return 1
