import type { Finding } from './finding.ts'

/** What each scope lets this command line do. */
const NEEDED: readonly (readonly [scope: string, commands: string])[] = [
  ['teams:read', 'team list, team show'],
  ['teams:write', 'team create, delete, restart, suspend'],
  ['workspaces:read', 'workspace and sandbox list, show'],
  ['workspaces:write', 'workspace and sandbox create, delete, restart, suspend'],
  ['tasks:read', 'tasks, watch, agent logs, and waiting for any end'],
  ['tasks:write', 'cancel, retry, agent run'],
]

const has = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes('admin') || scopes.includes(wanted) || scopes.includes(`${wanted.split(':', 1)[0] ?? ''}:*`)

/** What a token with these scopes may do here, and what not. */
export const scopeFindings = (scopes: readonly string[]): Finding[] => [
  { state: 'ok', name: 'scopes', detail: scopes.join(' ') },
  ...NEEDED.filter(([scope]) => !has(scopes, scope)).map(([scope, commands]): Finding => ({
    ...{ state: 'warning', name: 'scopes', detail: `without ${scope}: no ${commands}` },
    remedy: `Where you need that: slipway token create <name> --scope ${scope}, by somebody who may.`,
  })),
]
