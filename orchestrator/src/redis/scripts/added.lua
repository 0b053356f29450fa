-- ARGV: cursors of the lanes (read-added.lua), most events to read of each lane
local added = read_added(ARGV[1], tonumber(ARGV[2]))
return {added.more and 1 or 0, added.lanes}
