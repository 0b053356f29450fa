-- Notes a card's move and its answer, unless the same was delivered before.
-- KEYS: delivery, signed body, card
-- ARGV: answer (JSON), seconds for which a delivery is known, column it came from ('' when that is not told), column it is in,
--       1 when the body tells when it was moved, now in ms, seconds for which a card's column is known
-- Returns the answer that counts.
local known = redis.call('GET', KEYS[1])
if known then return known end

local before = redis.call('GET', KEYS[2])
local back = ARGV[5] ~= '1' and ARGV[3] ~= '' and redis.call('HGET', KEYS[3], 'column') == ARGV[3]
if before and not back then
  redis.call('SET', KEYS[1], before, 'EX', ARGV[2])
  return before
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
redis.call('HSET', KEYS[3], 'column', ARGV[4], 'at', ARGV[6])
redis.call('EXPIRE', KEYS[3], ARGV[7])
return ARGV[1]
