-- Writes what a run did and tells of it, unless a later run was granted; with an ending, ends the task: its record, the
-- inventory, its final messages and its claims as one, once and only once.
-- KEYS: journal, task, events, ledger owners, ticket, open tasks, cancel flag
-- ARGV: fence, task id, stream length, seconds to keep what ended ('' when it has not), prefix of tickets,
--       then a JSON list of lists: journal pairs; task pairs; messages (channel, published, stored or '' when the same,
--       step or '');
--       ledger changes (put | keep | drop | undo, key, field, value, owner);
--       inventory changes (hash, id, record or ''); index changes (hash, field, value or '')
-- Returns -1 when a later run was granted, otherwise the tasks that may now be next in line, with their lanes.
-- The journal goes when the task ends: whoever writes after that comes too late as well.
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return -1 end

local sections = cjson.decode(ARGV[6])
local journal, task, messages, ledger, inventory, index = unpack(sections)
if #journal > 0 then redis.call('HSET', KEYS[1], unpack(journal)) end
if #task > 0 then redis.call('HSET', KEYS[2], unpack(task)) end

for i = 1, #ledger, 5 do
  local op, key, field, value, owner = unpack(ledger, i, i + 4)
  if op == 'put' then
    redis.call('HSETNX', key, field, value)
    redis.call('SADD', KEYS[4], owner)
  elseif op == 'keep' then
    redis.call('HSET', key, field, value)
  else
    local entry = redis.call('HGET', key, field)
    -- An undo takes out only what this task had put there.
    if entry and (op == 'drop' or cjson.decode(entry).task == ARGV[2]) then
      redis.call('HDEL', key, field)
      if redis.call('EXISTS', key) == 0 then redis.call('SREM', KEYS[4], owner) end
    end
  end
end

for i = 1, #inventory, 3 do
  local hash, id, record = unpack(inventory, i, i + 2)
  if record == '' then
    redis.call('HDEL', hash, id)
  else
    -- A resource keeps the date of its first provisioning. The text is edited, not encoded anew: an empty table would
    -- come back as an object or a list, whichever Lua likes.
    local before = redis.call('HGET', hash, id)
    if before then
      local created = '"created_at":' .. cjson.encode(cjson.decode(before).created_at)
      record = string.gsub(record, '"created_at":"[^"]*"', function() return created end, 1)
    end
    redis.call('HSET', hash, id, record)
  end
end
for i = 1, #index, 3 do
  if index[i + 2] == '' then
    redis.call('HDEL', index[i], index[i + 1])
  else
    redis.call('HSET', index[i], index[i + 1], index[i + 2])
  end
end

if #messages > 0 then
  local about = redis.call('HMGET', KEYS[2], 'user_id', 'team_id')
  for i = 1, #messages, 4 do
    local channel, published, stored, step = unpack(messages, i, i + 3)
    tell(KEYS[3], ARGV[3], channel, published, stored, ARGV[2], about[1], about[2], step)
  end
end
if ARGV[4] == '' then return {} end

redis.call('EXPIRE', KEYS[2], ARGV[4])
local claims = redis.call('HGET', KEYS[5], 'claims')
redis.call('DEL', KEYS[1], KEYS[5], KEYS[7])
redis.call('SREM', KEYS[6], ARGV[2])
if not claims then return {} end
claims = cjson.decode(claims)
for _, claim in ipairs(claims) do redis.call('ZREM', claim[1], ARGV[2]) end
local seen, wake = {}, {}
for _, claim in ipairs(claims) do
  for _, set in ipairs(claim) do
    -- Only one exclusive claim can be next at a node, but any number of shared ones.
    local most = string.sub(set, -1) == 'x' and 0 or 999
    for _, id in ipairs(redis.call('ZRANGE', set, 0, most)) do
      if not seen[id] then
        seen[id] = true
        local ticket = redis.call('HMGET', ARGV[5] .. id, 'lane', 'held')
        if ticket[1] and not ticket[2] then
          wake[#wake + 1] = id
          wake[#wake + 1] = ticket[1]
        end
      end
    end
  end
end
return wake
