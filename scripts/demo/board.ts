import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { CardMovedAnswer, DELIVERY_HEADER, SIGNATURE_HEADER, StatusMessage } from '#contract'
import { ask } from './http.ts'
import { Mailbox } from './mailbox.ts'
import { NotObserved } from './observe.ts'

/** A sandbox as its board knows it. */
export interface Place {
  readonly sandbox_id: string
  readonly workspace_slug: string
  readonly sandbox_slug: string
}

/** A card that is put into another column, and what is asked of the agent there. */
export interface Move {
  readonly card: Readonly<Record<string, unknown>>
  readonly from: string
  readonly to: string
  readonly options: Readonly<Record<string, unknown>>
}

/** The Kanban board of the demo: it knows the secrets of sandboxes, and is told how agents end. */
export interface Board extends AsyncDisposable {
  /** Tells of a move. @returns the id of the agent's task. @throws NotObserved when nobody acts */
  readonly move: (place: Place, move: Move) => Promise<string>
  /** What it was told of a task's end: where the card is to go. @throws NotObserved when the signature is wrong */
  readonly toldOf: (place: Place, task: string) => Promise<Told>
}

const Told = z.object({
  status: z.string(),
  move: z.object({ from: z.string(), to: z.string() }).optional(),
})
export type Told = z.infer<typeof Told>

const Secret = z.object({ agent_webhook_secret: z.string() })
const SECRETS_CHANNEL = 'sandbox:status'
const ANSWER_MS = 10_000

export interface BoardOptions {
  readonly redisUrl: string
  /** Of portal-api. */
  readonly url: string
  readonly signal: AbortSignal
}

/** Opens the board on loopback. Sandboxes that are provisioned before are not known to it. */
export async function openBoard({ redisUrl, url, signal }: BoardOptions): Promise<Board> {
  const [secrets, posted] = [new Mailbox<string>(), new Mailbox<Posted>()]
  const secretOf = ({ sandbox_id, sandbox_slug }: Place) =>
    secrets.take(sandbox_id, `The webhook secret of the sandbox ${sandbox_slug}`, signal)

  await using opened = new AsyncDisposableStack()
  const redis = new Redis(redisUrl)
  opened.defer(() => redis.disconnect())
  redis.on('error', () => undefined) // It connects again; who waits for a secret says that none came.
  redis.on('message', (_channel: string, text: string) => {
    const { resource_id, metadata } = StatusMessage.parse(JSON.parse(text))
    const { data } = Secret.safeParse(metadata)
    if (data !== undefined) secrets.put(resource_id, data.agent_webhook_secret)
  })
  await redis.subscribe(SECRETS_CHANNEL)

  const server = createServer((request, response) => {
    void buffer(request).then((raw) => {
      const { [DELIVERY_HEADER]: task, [SIGNATURE_HEADER]: signature } = request.headers
      if (typeof task === 'string') posted.put(task, { raw, signature })
      response.writeHead(204).end()
    })
  }).listen(0, '127.0.0.1')
  opened.defer(() => server.closeAllConnections())
  opened.defer(() => void server.close())
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())

  const held = opened.move()
  return {
    async move(place, { card, from, to, options }) {
      const { workspace_slug, sandbox_slug } = place
      const body = JSON.stringify({
        ...{ event: 'card.moved', workspace_slug, sandbox_slug, from_column: from, to_column: to },
        ...{ card: { ...card, column: to }, moved_at: new Date().toISOString(), options },
        callback_url: `http://127.0.0.1:${port}/`,
      })
      const signature = signatureOf(await secretOf(place), body)
      const headers = { [SIGNATURE_HEADER]: signature, [DELIVERY_HEADER]: randomUUID() }
      const response = await ask(
        `${url}/api/webhooks/card-moved`,
        { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
        { signal, longestMs: ANSWER_MS },
      )
      const answer = CardMovedAnswer.parse(await response.json())
      if (answer.status === 'queued') return answer.task_id
      throw new NotObserved(`No agent acts on the card: ${answer.reason}`)
    },
    async toldOf(place, task) {
      const { raw, signature } = await posted.take(task, 'The result of the agent', signal)
      if (signature !== signatureOf(await secretOf(place), raw))
        throw new NotObserved('The result of the agent was not signed with the secret of its sandbox')
      return Told.parse(JSON.parse(raw.toString()))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

interface Posted {
  readonly raw: Buffer
  readonly signature: string | string[] | undefined
}

const signatureOf = (secret: string, raw: string | Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`
