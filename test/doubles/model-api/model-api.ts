import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { MESSAGES } from './messages.ts'
import { RESPONSES } from './responses.ts'
import { ASIDE, Stage, type Script, type Turn } from './script.ts'
import { json, type Dialect, type ModelRequest, type Reply } from './wire.ts'

/** A model that says what it was told to, over the APIs of the services, on loopback. */
export interface ModelApi extends AsyncDisposable {
  /** Without a path and without a slash at its end. */
  readonly url: string
  /** Those that were turns, in the order of their arrival. */
  readonly requests: readonly ModelRequest[]
  /** Adds a script; it goes before those that are there. */
  readonly play: (script: Script) => void
  /** Resolves with the next request that is a turn. */
  readonly next: () => Promise<ModelRequest>
}

const DIALECTS: readonly (readonly [path: string, dialect: Dialect])[] = [
  ['/v1/messages', MESSAGES],
  ['/v1/responses', RESPONSES],
]

/** Starts the double with its first scripts. */
export async function startModelApi(...scripts: readonly Script[]): Promise<ModelApi> {
  const stage = new Stage(scripts)
  const requests: ModelRequest[] = []
  let awaited: ((request: ModelRequest) => void)[] = []

  function replyTo(dialect: Dialect, path: string, headers: ModelRequest['headers'], body: unknown): Reply {
    const refusal = dialect.refusal({ path, headers, body, text: '' })
    if (refusal !== undefined) return refusal
    const request: ModelRequest = { path, headers, body, text: dialect.conversation(body) }
    if (!dialect.offersTools(body)) return perform(dialect, ASIDE, request)
    requests.push(request)
    for (const wake of awaited) wake(request)
    awaited = []
    return perform(dialect, stage.turn(request.text), request)
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '').split('?')[0] ?? ''
    const [, dialect] = DIALECTS.find(([start]) => path.startsWith(start)) ?? []
    const sent = await text(incoming)
    const reply =
      incoming.method === 'HEAD'
        ? json(200, {})
        : dialect === undefined || incoming.method !== 'POST'
          ? json(404, { error: { message: 'Not Found' } })
          : replyTo(dialect, path, headersOf(incoming), parsed(sent))
    if (reply === 'silence') return
    response.writeHead(reply.status, reply.headers).end(reply.body)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((thrown: unknown) => {
      // A client that was killed while it sent its request: nobody is left to be answered.
      if (!response.destroyed) response.writeHead(500).end(String(thrown))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    play: (script) => stage.add(script),
    next: () => new Promise((wake) => awaited.push(wake)),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function perform(dialect: Dialect, turn: Turn, request: ModelRequest): Reply {
  if ('hang' in turn) return 'silence'
  if ('status' in turn) return json(turn.status, turn.body ?? dialect.error(turn.status), turn.headers)
  return dialect.speak(turn, request)
}

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined // No JSON: the dialect refuses it as it refuses anything that is no request.
  }
}
