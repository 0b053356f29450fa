-- KEYS: of each lane its event stream and its counter
-- ARGV: most events to read of each lane, then as read-added.lua says
local added = read_added(1, 2, tonumber(ARGV[1]))
return {added.more and 1 or 0, added.lanes}
