-- Reads which jobs were added to the lanes, with their data. Included by the scripts that need it.
-- `at` is where the keys of the lanes begin: of each lane its event stream and BullMQ's counter of added jobs; `arg` where
-- their arguments begin: of each lane the id of the last event read, the counter then, and the prefix of its job keys.
-- Returns how many jobs there are, whether there may be more, and of each lane: id of the last event read, the counter,
-- then event id, job name and data of each job. A lane whose counter stands still had nothing added, and is not read.
local function read_added(at, arg, most)
  local found = {jobs = 0, more = false, lanes = {}}
  for lane = 0, (#KEYS - at - 1) / 2 do
    local stream, counter = KEYS[at + 2 * lane], redis.call('GET', KEYS[at + 2 * lane + 1]) or '0'
    local last, known, prefix = ARGV[arg + 3 * lane], ARGV[arg + 3 * lane + 1], ARGV[arg + 3 * lane + 2]
    local jobs = {last, counter}
    if counter ~= known then
      local events = redis.call('XRANGE', stream, '(' .. last, '+', 'COUNT', most)
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
    found.lanes[lane + 1] = jobs
  end
  return found
end
