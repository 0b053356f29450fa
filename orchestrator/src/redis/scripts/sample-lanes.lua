-- Counts what stands in the lanes, and when each one's next task was enqueued.
-- KEYS: of each lane BullMQ's lists wait, paused and active, and its sorted sets delayed and prioritized
-- ARGV: of each lane the prefix of its job keys
-- Returns of each lane: waiting, active, delayed, time of enqueueing in ms of the next one that waits (or '')
local lanes = {}
for lane = 1, #ARGV do
  local wait, paused, active, delayed, prioritized = unpack(KEYS, 5 * lane - 4, 5 * lane)
  local oldest = ''
  for _, id in ipairs({
    redis.call('LINDEX', wait, -1) or '',
    redis.call('LINDEX', paused, -1) or '',
    redis.call('ZRANGE', prioritized, 0, 0)[1] or '',
  }) do
    local since = id ~= '' and redis.call('HGET', ARGV[lane] .. id, 'timestamp')
    if since and (oldest == '' or tonumber(since) < tonumber(oldest)) then oldest = since end
  end
  lanes[lane] = {
    redis.call('LLEN', wait) + redis.call('LLEN', paused) + redis.call('ZCARD', prioritized),
    redis.call('LLEN', active), redis.call('ZCARD', delayed), oldest,
  }
end
return lanes
