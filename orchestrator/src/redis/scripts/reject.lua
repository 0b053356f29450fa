-- Records what could not be taken as a task: in the list of rejects, and where an id is readable as a failed task.
-- KEYS: rejected list, events, [task]
-- ARGV: reject (JSON), most rejects kept, stream length, task id, record pairs (JSON), seconds to keep, messages [[channel, message]]
if KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
if KEYS[3] then
  redis.call('HSET', KEYS[3], unpack(cjson.decode(ARGV[5])))
  redis.call('EXPIRE', KEYS[3], ARGV[6])
  for _, message in ipairs(cjson.decode(ARGV[7])) do
    redis.call('PUBLISH', message[1], message[2])
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'channel', message[1], 'task_id', ARGV[4], 'data', message[2])
  end
end
return 1
