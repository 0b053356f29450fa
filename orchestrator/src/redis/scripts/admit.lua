-- Gives tasks their place in line and their record, unless they have them.
-- KEYS: open tasks, events, parents of workspaces, index of tasks
-- ARGV: prefix of tickets, prefix of task records, stream length, lock prefix, then of each task:
--       id, number in line, lane, task (JSON), channel, message, user, time of creation in ms,
--       count and claim sets (own, other), count and record pairs
local at = 5
while at <= #ARGV do
  local id, number, lane, task, channel, message, user, created = unpack(ARGV, at, at + 7)
  local claims_first = at + 9
  local claims_last = claims_first + tonumber(ARGV[at + 8]) - 1
  local pairs_first = claims_last + 2
  local pairs_last = pairs_first + tonumber(ARGV[claims_last + 1]) - 1
  at = pairs_last + 1

  local ticket, record = ARGV[1] .. id, ARGV[2] .. id
  local status = redis.call('HGET', record, 'status')
  local ended = status == 'completed' or status == 'failed' or status == 'cancelled'
  if not ended and redis.call('EXISTS', ticket) == 0 then
    local claims = {}
    for i = claims_first, claims_last, 2 do
      claims[#claims + 1] = {ARGV[i], ARGV[i + 1]}
      redis.call('ZADD', ARGV[i], 'NX', number, id)
    end
    claim_teams(KEYS[3], ARGV[4], claims, number, id)
    redis.call('HSET', ticket, 'number', number, 'claims', cjson.encode(claims), 'lane', lane, 'task', task)
    redis.call('SADD', KEYS[1], id)
    if not status then
      local team = team_of(claims)
      redis.call('HSET', record, unpack(ARGV, pairs_first, pairs_last))
      if team then redis.call('HSET', record, 'team_id', team) end
      redis.call('ZADD', KEYS[4], created, id)
      tell(KEYS[2], ARGV[3], channel, message, '', id, user, team)
    end
  end
end
return 1
