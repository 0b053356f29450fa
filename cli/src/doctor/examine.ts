import { z } from 'zod'
import { Failure } from '#contract'
import { isLoopback } from '../config.ts'
import type { Me } from '../portal/shapes.ts'
import { Refused } from '../refused.ts'
import { duration } from '../screen/duration.ts'
import type { Session } from '../session.ts'
import { answerOf, type Answered } from './answer.ts'
import type { Finding } from './finding.ts'
import { scopeFindings } from './scopes.ts'

/** portal-api's interface that this command line is made for: `info.version` of its document. */
export const API_VERSION = '1.0.0'

/** Clocks are told in whole seconds, and an answer takes its time. */
const CLOCK_TOLERANCE_MS = 30_000

const Health = z.looseObject({ status: z.string() })
const Document = z.looseObject({ info: z.looseObject({ version: z.string() }) })

/**
 * Looks at everything between this machine and a portal-api, one thing after the other; what needs something that failed
 * is not looked at.
 * @throws the reason of the session's signal
 */
export async function* examine(session: Session): AsyncGenerator<Finding> {
  const { signal } = session
  const { url, urlFrom, token, tokenFrom } = await session.target()
  yield { state: 'ok', name: 'address', detail: `${url} (from ${urlFrom})` }
  let health: Answered<unknown> | undefined
  yield await look(
    'reachable',
    async () => (health = await answerOf(`${url}/health`, Health, signal)),
    () => 'portal-api answers',
  )
  if (health === undefined) return
  yield encryption(url)
  if (health.ahead !== undefined) yield clock(health.ahead)
  yield await version(url, signal)
  yield await look(
    'ready',
    () => answerOf(`${url}/ready`, z.unknown(), signal),
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
  yield* scopeFindings(scopes)
  if (!scopes.includes('admin')) return
  yield await look(
    'leftovers',
    () => portal.leftovers(),
    ({ items }) => (items.length === 0 ? 'none' : `${items.length}: slipway leftovers`),
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

const encryption = (url: string): Finding => {
  if (url.startsWith('https:'))
    return { state: 'ok', name: 'TLS', detail: 'encrypted, by a certificate that is trusted' }
  if (isLoopback(url)) return { state: 'ok', name: 'TLS', detail: 'none; what is said does not leave this machine' }
  return {
    ...{ state: 'warning', name: 'TLS', detail: 'none: whoever is on the way reads the token' },
    remedy: 'Use an address with https, as docs/containers.md sets it up.',
  }
}

const clock = (ahead: number): Finding => {
  if (Math.abs(ahead) < CLOCK_TOLERANCE_MS) return { state: 'ok', name: 'clock', detail: "as portal-api's" }
  const side = ahead > 0 ? 'ahead of' : 'behind'
  return {
    ...{ state: 'warning', name: 'clock', detail: `${duration(Math.abs(ahead))} ${side} portal-api's` },
    remedy: 'Set the clocks of both machines by NTP: ages and bars are wrong, and tokens end at another time.',
  }
}

const version = async (url: string, signal: AbortSignal): Promise<Finding> => {
  const runs = `Node ${process.versions.node}`
  let served = ''
  const found = await look(
    'version',
    async () => (served = (await answerOf(`${url}/openapi.json`, Document, signal)).value.info.version),
    (answer) => `interface ${answer}, ${runs}`,
  )
  const isOther = found.state === 'ok' && served.split('.', 1)[0] !== API_VERSION.split('.', 1)[0]
  if (!isOther) return found
  return {
    ...{
      state: 'warning',
      name: 'version',
      detail: `portal-api's interface is ${served}, this is made for ${API_VERSION}`,
    },
    remedy: 'Use the command line that comes with that portal-api.',
  }
}
