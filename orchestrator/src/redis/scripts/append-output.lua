-- Appends lines to an agent's output, unless their end is there already, and wakes those who watch.
-- KEYS: output stream
-- ARGV: offset of the beginning, offset of the end, lines, most bytes that are kept, channel, task id, seconds to keep
-- Returns up to where the output was known. Where that lies between beginning and end nothing is appended: the caller
-- leaves out what is known and asks again.
local start, stop = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local known = last and tonumber(string.match(last[1], '^%d+')) or 0
if known > start then return known end

-- An id is an offset, so what is older than so many bytes is what has a lower id. Whole nodes are dropped, which is cheap.
local oldest = math.max(0, stop - tonumber(ARGV[4]))
redis.call('XADD', KEYS[1], 'MINID', '~', string.format('%.0f', oldest), ARGV[2] .. '-0',
  'kind', 'output', 'start', ARGV[1], 'data', ARGV[3])
if not last then redis.call('EXPIRE', KEYS[1], ARGV[7]) end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return known
