import { Failure } from '#contract'
import { clockFinding, skewOf } from '../../clock-finding.ts'
import type { Finding } from '../../preflight.ts'
import type { Graph, GraphAnswer } from './graph.ts'
import type { Records } from './records.ts'
import { isEnding } from './secret.ts'
import { uniqueNameOf } from './tags.ts'

interface Checked {
  readonly graph: Graph
  readonly records: Records
  /** Id of this installation. */
  readonly instance: string
}

/**
 * Nothing has this name. Whoever may write applications hears that there is none, everybody else that he may not; what
 * the token says is for Graph alone to read.
 */
const NOBODY = 'slipway-preflight'
const NOT_FOUND = 404
/** The service tells its time in whole seconds; on average it is half of one later. */
const HALF_A_SECOND_MS = 500

/** What is right and wrong with the client, its permission, and the secrets that were made. @throws the signal's reason only */
export async function checkTenant({ graph, records, instance }: Checked, signal: AbortSignal): Promise<Finding[]> {
  const permission = await finding('Graph permission', signal, async () => {
    const path = `/applications(uniqueName='${uniqueNameOf(NOBODY, instance)}')`
    const asked = Date.now()
    const answer = await graph({ method: 'PATCH', path, body: { displayName: NOBODY }, accept: [NOT_FOUND] }, signal)
    const clock = clockOf(answer, asked)
    const ok = { state: 'ok', name: 'Graph permission', detail: 'signed in; applications may be made' } as const
    return clock === undefined ? [ok] : [ok, clock]
  })
  return [...permission, ...(await finding('client secrets', signal, () => endingSecrets(records)))]
}

function clockOf({ date }: GraphAnswer, asked: number): Finding | undefined {
  const theirs = Date.parse(date ?? '') + HALF_A_SECOND_MS
  return Number.isNaN(theirs) ? undefined : clockFinding('of Graph', skewOf(theirs, asked, Date.now()))
}

async function endingSecrets(records: Records): Promise<Finding[]> {
  const name = 'client secrets'
  const all = [...(await records.all())]
  const ending = all.flatMap(([application, { secret }]) =>
    secret !== undefined && isEnding(secret) ? [`${application} (${new Date(secret.ends_at).toISOString()})`] : [],
  )
  if (ending.length === 0) return [{ state: 'ok', name, detail: `${all.length} applications, none ends soon` }]
  const failure = new Failure('CLIENT_SECRET_ENDING', `Client secrets that end soon: ${ending.join(', ')}`)
  return [{ state: 'warning', name, failure }]
}

async function finding(name: string, signal: AbortSignal, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (thrown) {
    signal.throwIfAborted()
    return [{ state: 'failed', name, failure: Failure.from(thrown) }]
  }
}
