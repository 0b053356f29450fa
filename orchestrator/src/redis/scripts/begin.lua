-- Grants a run of a task if nothing before it in line stands in its way.
-- KEYS: task, ticket, journal, cancel flag, parents of workspaces
-- ARGV: task id, lock prefix, now, where in a trace this is ('' in none), cursors of the lanes (read-added.lua)
-- Claims are pairs of a sorted set and the one it excludes: {"…team/a|x", "…team/a|s"} is exclusive, the reverse shared.
-- Who holds a claim stands at -1, before everyone who waits.
local status = redis.call('HGET', KEYS[1], 'status')
if status == 'completed' or status == 'failed' or status == 'cancelled' then return {'ended'} end
local ticket = redis.call('HMGET', KEYS[2], 'number', 'claims', 'held')
local cancelled = redis.call('EXISTS', KEYS[4])
if ticket[1] and ARGV[4] ~= '' then redis.call('HSET', KEYS[2], 'trace', ARGV[4]) end

if not ticket[3] then
  -- Whoever was added before and has no place in line yet would be passed over.
  local added = read_added(ARGV[5], 100)
  if added.jobs > 0 or added.more then return {'behind', added.lanes} end
  if not ticket[1] then return {'unknown'} end

  local claims = cjson.decode(ticket[2])
  if claim_teams(KEYS[5], ARGV[2], claims, ticket[1], ARGV[1]) then
    redis.call('HSET', KEYS[2], 'claims', cjson.encode(claims))
    redis.call('HSET', KEYS[1], 'team_id', team_of(claims))
  end

  -- A cancelled task that never ran touches nothing: it need not wait for its turn.
  local untouched = cancelled == 1 and redis.call('HEXISTS', KEYS[3], 'fence') == 0
  if not untouched then
    for _, claim in ipairs(claims) do
      local exclusive = string.sub(claim[1], -1) == 'x'
      local rivals = exclusive and {claim[1], claim[2]} or {claim[2]}
      for _, set in ipairs(rivals) do
        local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
        if first[1] and first[1] ~= ARGV[1] then
          local before = tonumber(first[2]) < tonumber(ticket[1])
            or (tonumber(first[2]) == tonumber(ticket[1]) and first[1] < ARGV[1])
          if before then return {'waiting', first[1]} end
        end
      end
    end
    for _, claim in ipairs(claims) do redis.call('ZADD', claim[1], -1, ARGV[1]) end
    redis.call('HSET', KEYS[2], 'held', 1)
  end
end

local fence = redis.call('HINCRBY', KEYS[3], 'fence', 1)
if fence == 1 then
  redis.call('HSET', KEYS[1], 'status', 'processing', 'attempt', 1, 'updated_at', ARGV[3], 'started_at', ARGV[3])
  return {'granted', fence, cancelled, {}}
end
redis.call('HSET', KEYS[1], 'status', 'processing', 'attempt', fence, 'updated_at', ARGV[3])
return {'granted', fence, cancelled, redis.call('HGETALL', KEYS[3])}
