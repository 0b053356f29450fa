import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { type Call, CallLog } from './calls.ts'
import { type Answer, type DoubleRequest, type Handler, Refusal } from './exchange.ts'
import { type Fault, type FaultAnswers, type Outcome, PendingFaults, suffer } from './faults.ts'
import { readRequest } from './read-request.ts'
import { type Match, type Route, routing } from './route.ts'
import type { TlsIdentity } from './tls.ts'

/** A server that stands for a service past the network. Disposing of it throws when violations were never looked at. */
export interface Double extends AsyncDisposable {
  /** Without a slash at its end; on a loopback port of its own. */
  readonly url: string
  readonly calls: readonly Call[]
  /** What nobody may ask, or this double should not have answered, in sentences. */
  readonly violations: readonly string[]
  inject(fault: Fault): void
  /** Faults that have not hit yet hit nobody. */
  heal(): void
  /** From now on every call of an operation takes this many milliseconds more. */
  delay(operation: string, milliseconds: number): void
  /** Resolves when the next call of an operation arrives. */
  nextCall(operation: string): Promise<void>
  /** Most calls of an operation that were in flight at once. */
  mostAtOnce(operation: string): number
}

export interface DoubleOptions {
  readonly routes: readonly Route[]
  readonly tls?: TlsIdentity
  /** How this service says 500, 429 and 403. */
  readonly faultAnswers?: Partial<FaultAnswers>
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  const type = bytes === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers, ...(bytes ? { 'content-length': bytes.length } : {}) })
  response.end(bytes)
}

// Node can't send a reset below TLS (the client would wait): there the connection ends without an answer.
const cut = (socket: Socket) => (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy())

async function handled(handle: Handler, request: DoubleRequest): Promise<Answer> {
  try {
    return await handle(request)
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.answer
    throw thrown
  }
}

/** Starts a double on loopback. */
export async function startDouble({ routes, tls, faultAnswers = {} }: DoubleOptions): Promise<Double> {
  const find = routing(routes)
  const log = new CallLog()
  const faults = new PendingFaults()
  const delays = new Map<string, number>()
  const violations: string[] = []
  let seen = true
  const closing = new AbortController()
  const inHand = new Set<Promise<void>>()

  const violation = (message: string): Answer => {
    violations.push(message)
    seen = false
    return { status: 500, body: { message: `The double objects: ${message}` } }
  }

  async function work({ route }: Match, request: DoubleRequest): Promise<Answer> {
    const about = `${route.operation} (${request.method} ${request.url.pathname}${request.url.search})`
    try {
      const answer = await handled(route.handle, request)
      const [problem] = route.contract?.answerProblems(route.operation, answer) ?? []
      return problem === undefined ? answer : violation(`${about}: ${problem}`)
    } catch (thrown) {
      return violation(`${about}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`)
    }
  }

  async function outcome(match: Match, incoming: IncomingMessage, base: string): Promise<Outcome> {
    const { route } = match
    const request = await readRequest(incoming, base, match.params)
    const [problem] = route.contract?.requestProblems(route.operation, request) ?? []
    if (problem !== undefined)
      return violation(`${route.operation} (${request.method} ${incoming.url ?? ''}): ${problem}`)
    const delay = delays.get(route.operation)
    if (delay !== undefined) await sleep(delay, undefined, { signal: closing.signal })
    const fault = faults.take(route.operation)
    return fault === undefined ? work(match, request) : suffer(fault, () => work(match, request), faultAnswers)
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = incoming
    const match = find(method, path.split('?')[0] ?? '')
    const ended = log.arrived(match?.route.operation ?? 'unknown', method, path)
    if (match === undefined) violation(`${method} ${path} is served by nothing`)
    const result =
      match === undefined ? { status: 404, body: { message: 'Not Found' } } : await outcome(match, incoming, url)
    if (result === 'silence') await once(response, 'close')
    else if (result === 'reset') cut(incoming.socket)
    else send(response, result)
    ended(typeof result === 'string' ? undefined : result.status)
  }

  const listener: RequestListener = (incoming, response) => {
    const served = serve(incoming, response).catch((thrown: unknown) => {
      // A client that goes away while it is read, or a double that closes: nobody is left to be answered.
      if (response.destroyed || closing.signal.aborted) return
      send(response, violation(`${incoming.method ?? ''} ${incoming.url ?? ''}: ${String(thrown)}`))
    })
    inHand.add(served)
    void served.finally(() => inHand.delete(served))
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`

  return {
    url,
    get calls() {
      return log.calls
    },
    get violations() {
      seen = true
      return violations
    },
    inject: (fault) => faults.add(fault),
    heal: () => faults.clear(),
    delay: (operation, milliseconds) => void delays.set(operation, milliseconds),
    nextCall: (operation) => log.next(operation),
    mostAtOnce: (operation) => log.mostAtOnce(operation),
    async [Symbol.asyncDispose]() {
      closing.abort()
      server.close()
      server.closeAllConnections()
      await Promise.allSettled(inHand)
      if (seen) return
      const message = `violations at the double:\n${violations.join('\n')}`
      // Where the test has failed already, the runner shows neither of the two errors that `using` joins.
      console.error(message)
      throw new Error(message)
    },
  }
}
