-- Records what could not be taken as a task: in the list of rejects, and where an id is readable as a failed task.
-- KEYS: rejected list, events, index of tasks, [task]
-- ARGV: reject (JSON), most rejects kept, stream length, task id, record pairs (JSON), seconds to keep,
--       messages [[channel, message]], user ('' where it is not readable), now in ms
if KEYS[4] and redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
if KEYS[4] then
  redis.call('HSET', KEYS[4], unpack(cjson.decode(ARGV[5])))
  redis.call('EXPIRE', KEYS[4], ARGV[6])
  redis.call('ZADD', KEYS[3], ARGV[9], ARGV[4])
  for _, message in ipairs(cjson.decode(ARGV[7])) do
    tell(KEYS[2], ARGV[3], message[1], message[2], '', ARGV[4], ARGV[8])
  end
end
return 1
