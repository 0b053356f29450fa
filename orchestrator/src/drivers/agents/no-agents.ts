import { Failure } from '#contract'
import type { Agents } from './port.ts'

const refusal = (): Failure =>
  new Failure('AGENT_HOST_UNFIT', 'No host is set up for agents: set AGENTS to ssh or local (docs/agents.md)')

const refuse = (): never => {
  throw refusal()
}

/** What stands in where no agents are wanted: it has made nothing, and makes nothing. */
export const createNoAgents = (): Agents => ({
  kinds: ['agent-run'],
  ensureTree: () => Promise.reject(refusal()),
  run: () => Promise.reject(refusal()),
  stop: () => Promise.resolve(),
  gate: () => Promise.reject(refusal()),
  commit: () => Promise.reject(refusal()),
  rebase: () => Promise.reject(refusal()),
  treeOf: () => refuse(),
  outboxOf: () => refuse(),
  remove: () => Promise.resolve(),
  list: () => Promise.resolve([]),
})
