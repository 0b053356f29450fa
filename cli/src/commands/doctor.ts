import { Failure } from '#contract'
import { defineCommand } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Me } from '../portal/shapes.ts'
import { refusalOf, unreachable } from '../portal/fetch.ts'
import { Refused } from '../refused.ts'
import type { Session } from '../session.ts'
import { exitCodeOf } from '../told.ts'

/** What was looked at, and what came of it. */
type Finding =
  | { readonly state: 'ok' | 'warning'; readonly name: string; readonly detail: string }
  | { readonly state: 'failed'; readonly name: string; readonly failure: Failure | Refused }

const ANSWER_MS = 5_000

/** What each scope lets this command line do. */
const NEEDED: readonly (readonly [scope: string, commands: string])[] = [
  ['teams:read', 'team list, team show'],
  ['teams:write', 'team create, delete, restart, suspend'],
  ['workspaces:read', 'workspace and sandbox list, show'],
  ['workspaces:write', 'workspace and sandbox create, delete, restart'],
  ['tasks:read', 'tasks, watch, agent logs, and waiting for any end'],
  ['tasks:write', 'cancel, retry, agent run'],
]

const has = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes('admin') || scopes.includes(wanted) || scopes.includes(`${wanted.split(':', 1)[0] ?? ''}:*`)

export const doctor = defineCommand({
  usage: 'doctor',
  summary: 'Look whether portal-api can be reached and used, and say what to do if not',
  examples: [
    ['slipway doctor', 'Address, readiness, token and scopes'],
    ['slipway doctor --json', 'For programs'],
  ],
  options: (yargs) => yargs,
  run: async (_args, session) => {
    const { screen } = session
    const findings: Finding[] = []
    for await (const finding of examine(session)) {
      findings.push(finding)
      if (!screen.json) screen.print(...linesOf(finding, session))
    }
    if (screen.json) screen.printJson({ findings: findings.map(shown) })
    return codeOf(findings)
  },
})

async function* examine(session: Session): AsyncGenerator<Finding> {
  const { url, urlFrom, token, tokenFrom } = await session.target()
  yield { state: 'ok', name: 'address', detail: `${url} (from ${urlFrom})` }
  const health = await look(
    'reachable',
    () => answerOf(`${url}/health`, session),
    () => 'portal-api answers',
  )
  yield health
  if (health.state === 'failed') return
  yield await look(
    'ready',
    () => answerOf(`${url}/ready`, session),
    () => 'it reaches its Redis',
  )
  if (token === undefined) {
    yield { state: 'failed', name: 'token', failure: new Failure('NO_TOKEN', `No token for ${url} was found.`) }
    return
  }
  const portal = await session.portal()
  let me: Me | undefined
  yield await look(
    'token',
    async () => (me = await portal.me()),
    ({ principal }) => `${principal.name ?? principal.id}, from ${tokenFrom}`,
  )
  if (me === undefined) return
  const { scopes } = me.principal
  yield { state: 'ok', name: 'scopes', detail: scopes.join(' ') }
  for (const [scope, commands] of NEEDED)
    if (!has(scopes, scope)) yield { state: 'warning', name: 'scopes', detail: `without ${scope}: no ${commands}` }
  if (!has(scopes, 'admin')) return
  yield await look(
    'leftovers',
    () => portal.leftovers(),
    ({ items }) => (items.length === 0 ? 'none' : String(items.length)),
  )
}

const look = async <T>(name: string, call: () => Promise<T>, detail: (answer: T) => string): Promise<Finding> => {
  try {
    return { state: 'ok', name, detail: detail(await call()) }
  } catch (thrown) {
    if (thrown instanceof Refused || thrown instanceof Failure) return { state: 'failed', name, failure: thrown }
    throw thrown
  }
}

/** Without a token, and without patience. */
const answerOf = async (address: string, { signal }: Session): Promise<void> => {
  const { origin } = new URL(address)
  const ending = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  const response = await fetch(address, { signal: ending }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw unreachable(origin, cause)
  })
  if (!response.ok) throw await refusalOf(response, origin)
}

const shown = (finding: Finding): object => {
  if (finding.state !== 'failed') return finding
  const { code, message, remedy } = finding.failure
  return { state: finding.state, name: finding.name, failure: { code, message, remedy } }
}

const NAME_WIDTH = 10

const linesOf = (finding: Finding, { screen }: Session): string[] => {
  const { paint } = screen
  const name = finding.name.padEnd(NAME_WIDTH)
  switch (finding.state) {
    case 'ok':
      return [`${paint.green('✓')} ${paint.bold(name)} ${finding.detail}`]
    case 'warning':
      return [`${paint.yellow('!')} ${paint.bold(name)} ${finding.detail}`]
    case 'failed': {
      const { message, remedy, code } = finding.failure
      const indent = ' '.repeat(NAME_WIDTH + 3)
      return [`${paint.red('✗')} ${paint.bold(name)} ${message}`, `${indent}${remedy}`, `${indent}${paint.dim(code)}`]
    }
  }
}

const codeOf = (findings: readonly Finding[]): ExitCode => {
  const failed = findings.find((finding) => finding.state === 'failed')
  return failed?.state === 'failed' ? exitCodeOf(failed.failure) : EXIT.done
}
