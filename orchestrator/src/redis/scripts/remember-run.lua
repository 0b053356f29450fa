-- Puts a run at the head of a card's history, in place of what was noted of it before.
-- KEYS: history (a list of JSON, newest first)  ARGV: task id, run (JSON), most runs, seconds to keep
for _, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if cjson.decode(text).task_id == ARGV[1] then redis.call('LREM', KEYS[1], 0, text) end
end
redis.call('LPUSH', KEYS[1], ARGV[2])
redis.call('LTRIM', KEYS[1], 0, ARGV[3] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
