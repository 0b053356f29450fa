import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Agent } from '../../api/agent.ts'
import { isUnderWay } from '../../api/words.ts'
import { memo, useNow } from '../../lib/hooks.ts'
import { plain } from '../../lib/plain.ts'
import { duration, exactly } from '../../lib/time.ts'
import { selectAgents } from '../../state/select.ts'
import { useBoard, useBoardContext } from '../context.ts'
import { Time } from '../time.ts'

/** Uses of tools, and ended agents, that are shown. */
const FEW_LINES = 4
const FEW_ENDED = 4

const DOLLARS = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' })

const WORDS = { pending: 'Waiting', processing: 'Working', completed: 'Done', failed: 'Failed', cancelled: 'Cancelled' }

const Running = ({ since }: { since: string }): VNode => {
  const now = useNow(1_000)
  return html`<span title=${`since ${exactly(since)}`}>${duration(now - Date.parse(since))}</span>`
}

const When = ({ agent }: { agent: Agent }): VNode | null => {
  if (agent.ended_at !== undefined) return html`<${Time} at=${agent.ended_at} />`
  return agent.started_at === undefined ? null : html`<${Running} since=${agent.started_at} />`
}

const AgentCard = memo(({ agent }: { agent: Agent }): VNode => {
  const { ui } = useBoardContext()
  const {
    task_id: taskId,
    sandbox = '',
    agent: tool,
    agent_type: role,
    host,
    turns,
    cost_usd: cost,
    last_tools: uses,
    status,
  } = agent
  const about = [role?.replaceAll('_', ' '), tool, host].filter((each) => each !== undefined && each !== '').join(' · ')
  return html`
    <li class="card agent" data-agent=${taskId} data-state=${status}>
      <div class="card-head">
        <h3><b>${sandbox}</b></h3>
        <span class="mark" data-state=${isUnderWay(status) ? 'working' : status}>${WORDS[status]}</span>
      </div>
      <p class="about">${about}</p>
      ${
        uses.length > 0 &&
        html`<ol class="agent-lines" aria-label="Its last steps">
          ${uses.slice(-FEW_LINES).map(({ at, line }) => html`<li key=${`${at} ${line}`} title=${exactly(at)}>${plain(line)}</li>`)}
        </ol>`
      }
      ${agent.error !== undefined && html`<p class="reason">${plain(agent.error)}</p>`}
      <div class="card-foot">
        <p class="doing">
          <b class="cost">${DOLLARS.format(cost ?? 0)}</b
          >${` · ${turns ?? 0} ${turns === 1 ? 'turn' : 'turns'} · `}<${When} agent=${agent} />
        </p>
        <button
          type="button"
          class="small"
          aria-label=${`Output of the agent in ${sandbox}`}
          onClick=${() => ui.dispatch({ dialog: { of: 'output', taskId, name: sandbox } })}
        >
          Output
        </button>
      </div>
    </li>
  `
})

/** Agents: what they do, and what that costs. */
export const AgentsSection = (): VNode => {
  const agents = useBoard((board) => board.agents)
  const all = useMemo(() => selectAgents(agents), [agents])
  const working = all.filter(({ status }) => isUnderWay(status))
  const shown = [...working, ...all.filter(({ status }) => !isUnderWay(status)).slice(0, FEW_ENDED)]
  return html`
    <section id="agents" aria-labelledby="agents-title">
      <div class="section-head">
        <h2 id="agents-title" tabindex="-1">Agents</h2>
        <span class="count">${working.length}</span>
      </div>
      ${
        shown.length === 0
          ? html`<p class="quiet">No agent has worked lately. One starts when a card moves into its column.</p>`
          : html`<ul class="cards">
              ${shown.map((agent) => html`<${AgentCard} key=${agent.task_id} agent=${agent} />`)}
            </ul>`
      }
    </section>
  `
}
