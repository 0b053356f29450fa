import type { Resource, TaskRequest } from '../support/tasks.ts'

/** An agent that prints what it should keep to itself, as a command of its might. */
export const TALKATIVE = `#!/bin/sh
cat > /dev/null
usage='"usage":{"input_tokens":1,"output_tokens":1}'
printf '{"type":"system","subtype":"init","session_id":"s","tools":["Read"]}\\n'
printf '{"type":"assistant","message":{"id":"m","content":[{"type":"tool_use","id":"t","name":"Read","input":{"file_path":"%s"}}],%s}}\\n' "$ANTHROPIC_API_KEY" "$usage"
printf '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"total_cost_usd":0,"result":"The key is %s",%s}\\n' "$ANTHROPIC_API_KEY" "$usage"
`

/** An agent's task that changes nothing. */
export const review = (own: Resource, inner: Resource): TaskRequest => ({
  type: 'agent.run',
  payload: {
    ...{ workspace_slug: own.slug, sandbox_slug: inner.slug, agent_type: 'reviewer' },
    card: { id: own.slug, title: 'Review it', column: 'Code Review' },
    gates: [['sh', '-c', 'env']],
  },
})
