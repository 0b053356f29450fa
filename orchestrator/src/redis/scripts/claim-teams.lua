-- Adds shared claims on the teams of the workspaces that are claimed: which team that is, is known only once the workspace
-- is there. Included by the scripts that need it.
-- Returns whether claims were added to the list.
local function claim_teams(parents, prefix, claims, number, id)
  local added = false
  for i = 1, #claims do
    local workspace = string.match(claims[i][1], '(workspace/[^|]+)|[xs]$')
    local team = workspace and redis.call('HGET', parents, workspace)
    if team then
      local node, known = prefix .. team, false
      for j = 1, #claims do
        if claims[j][1] == node .. '|x' or claims[j][1] == node .. '|s' then known = true end
      end
      if not known then
        claims[#claims + 1] = {node .. '|s', node .. '|x'}
        redis.call('ZADD', node .. '|s', 'NX', number, id)
        added = true
      end
    end
  end
  return added
end

-- Id of the team that a task is about, or that what it is about belongs to, as far as its claims tell.
local function team_of(claims)
  for i = 1, #claims do
    local team = string.match(claims[i][1], 'team#([^|]+)|[xs]$')
    if team then return team end
  end
  return nil
end
