-- Publishes a message, and puts it among the events. Included by the scripts that need it.
-- What is stored of it may differ from what is published ('' when it does not). Who may see it, and which step it tells of,
-- stand beside the message: what is published has no room for it.
local function tell(events, most, channel, published, stored, id, user, team, step)
  redis.call('PUBLISH', channel, published)
  local fields = {'channel', channel, 'task_id', id, 'data', stored == '' and published or stored}
  if user and user ~= '' then
    fields[#fields + 1] = 'user'
    fields[#fields + 1] = user
  end
  if team then
    fields[#fields + 1] = 'team'
    fields[#fields + 1] = team
  end
  if step and step ~= '' then
    fields[#fields + 1] = 'step'
    fields[#fields + 1] = step
  end
  redis.call('XADD', events, 'MAXLEN', '~', most, '*', unpack(fields))
end
