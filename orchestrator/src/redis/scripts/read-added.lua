-- Reads which jobs were added to the lanes, with their data. Included by the scripts that need it.
-- `cursors` is JSON: of each lane what its keys begin with, the id of the last event read, and what BullMQ's counter of
-- added jobs was then.
-- Returns how many jobs there are, whether there may be more, and of each lane: id of the last event read, the counter,
-- then event id, job name and data of each job. A lane whose counter stands still had nothing added, and is not read.
local function read_added(cursors, most)
  local found = {jobs = 0, more = false, lanes = {}}
  for lane, cursor in ipairs(cjson.decode(cursors)) do
    local prefix, last, known = unpack(cursor)
    local counter = redis.call('GET', prefix .. 'id') or '0'
    local jobs = {last, counter}
    if counter ~= known then
      local events = redis.call('XRANGE', prefix .. 'events', '(' .. last, '+', 'COUNT', most)
      if #events > 0 then jobs[1] = events[#events][1] end
      if #events == most then
        found.more = true
        jobs[2] = known
      end
      for _, event in ipairs(events) do
        local fields = event[2]
        -- BullMQ writes event, jobId, name, in this order (its script storeJob).
        if fields[2] == 'added' then
          local data = redis.call('HGET', prefix .. fields[4], 'data')
          if data then
            jobs[#jobs + 1] = event[1]
            jobs[#jobs + 1] = fields[6]
            jobs[#jobs + 1] = data
            found.jobs = found.jobs + 1
          end
        end
      end
    end
    found.lanes[lane] = jobs
  end
  return found
end
