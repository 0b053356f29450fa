import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { execa } from 'execa'
import { z } from 'zod'
import { AgentResult, branchOf, CardMovedAnswer, fullSlug, repositoryOf } from '#contract'
import { processesOfRuns } from './processes.ts'
import { startModelApi, type ModelApi } from '../doubles/model-api/model-api.ts'
import { assertActive, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { required } from '../support/services.ts'
import { startSshd, type Sshd } from '../support/sshd.ts'
import { fresh, sandbox as sandboxTask, workspace as workspaceTask, type Resource } from '../support/tasks.ts'

/** A sandbox, with the secret that its board signs with. */
export interface Place {
  readonly resource: Resource
  readonly slug: string
  readonly branch: string
  readonly secret: string
}

/** What was posted to a callback address. */
export interface Posted {
  readonly headers: Readonly<Record<string, unknown>>
  readonly raw: Buffer
  readonly body: unknown
}

/** A move of a card, as its board tells it. */
export interface Move {
  readonly title?: string
  readonly description?: string
  readonly id?: string
  readonly to?: string
  readonly labels?: readonly string[]
  readonly options?: Readonly<Record<string, unknown>>
}

/** A workspace with sandboxes, a host with a real sshd and real tools, and a model that says what it is told to. */
export interface AgentWorld extends AsyncDisposable {
  readonly slip: Installation
  readonly sshd: Sshd
  readonly api: ModelApi
  readonly home: Resource
  readonly places: readonly Place[]
  /** Resolves with what was posted of a task. */
  posted(task: string): Promise<Posted>
  /** Moves a card; resolves with the id of the task that this made. */
  move(place: Place, move: Move): Promise<string>
  /** Posts a body as a board does. */
  deliver(raw: string, headers: Readonly<Record<string, string>>): Promise<Response>
  /** Resolves when an agent has begun to use a tool; with the session that it is in. */
  atWork(task: string): Promise<{ readonly session_id: string }>
  /** Resolves with the result of an agent's task, which succeeds. */
  completed(task: string): Promise<AgentResult>
  /** Command lines of all processes of its agents on this machine. */
  processes(): Promise<string[]>
  /** What git says of the forge's repository. */
  git(...args: readonly string[]): Promise<string>
}

const DELIVERED_MS = 60_000

const Secret = z.object({ agent_webhook_secret: z.string() })

export const signed = (secret: string, raw: string): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`

/** @param count of sandboxes */
export async function startAgentWorld(count: number, env: Readonly<Record<string, string>> = {}): Promise<AgentWorld> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-cards-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const [sshd, api] = [started.use(await startSshd()), started.use(await startModelApi())]
  await writeFile(join(folder, 'known_hosts'), sshd.knownHosts)
  const slip = started.use(
    await install({
      env: {
        ...{ AGENTS: 'ssh', SSH_HOST: '127.0.0.1', SSH_PORT: `${sshd.port}`, SSH_USER: sshd.user },
        ...{ SSH_PRIVATE_KEY: sshd.privateKey, SSH_KNOWN_HOSTS: join(folder, 'known_hosts') },
        ...{ SSH_CLAUDE_PATH: required('AGENT_CLAUDE'), ANTHROPIC_API_KEY: 'sk-ant-fake', ANTHROPIC_BASE_URL: api.url },
        ...env,
      },
    }),
  )
  const [posted, arrived]: [Posted[], EventEmitter] = [[], new EventEmitter()]
  const receiver = createServer((request, response) => {
    void buffer(request).then((raw) => {
      posted.push({ headers: request.headers, raw, body: JSON.parse(raw.toString()) })
      response.writeHead(204).end()
      arrived.emit('posted')
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  started.defer(() => void receiver.close())
  const address = receiver.address()
  assert.ok(address !== null && typeof address !== 'string')

  const home = fresh('card')
  await assertActive(slip, await endOf(slip, await slip.enqueue(workspaceTask.provision(home))))
  const places = await Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Place> => {
      const resource = { id: randomUUID(), slug: `box${index}` }
      const task = await slip.enqueue(sandboxTask.provision(home, resource))
      await assertActive(slip, await endOf(slip, task))
      const slug = fullSlug(home.slug, resource.slug)
      const secret = Secret.parse(slip.messages.statusesOf(task)[0]?.metadata).agent_webhook_secret
      return { resource, slug, branch: branchOf(slug), secret }
    }),
  )

  const deliver = (raw: string, headers: Readonly<Record<string, string>>) =>
    fetch(`${slip.slipway.url}/api/webhooks/card-moved`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: raw,
    })
  const held = started.move()
  return {
    ...{ slip, sshd, api, home, places, deliver },
    async posted(task) {
      const signal = AbortSignal.timeout(DELIVERED_MS)
      for (;;) {
        const found = posted.find(({ headers }) => headers['x-webhook-delivery'] === task)
        if (found !== undefined) return found
        await once(arrived, 'posted', { signal })
      }
    },
    async move(
      place,
      { title = 'A card', description = '', id = randomUUID(), to = 'In Progress', labels = [], options },
    ) {
      const raw = JSON.stringify({
        ...{ event: 'card.moved', workspace_slug: home.slug, sandbox_slug: place.resource.slug },
        card: { id, number: 7, title, description, column: to, labels },
        ...{ from_column: 'To Do', to_column: to, moved_at: new Date().toISOString(), moved_by: 'fault-user' },
        callback_url: `http://127.0.0.1:${address.port}/result`,
        ...(options === undefined ? {} : { options }),
      })
      const headers = { 'x-webhook-signature': signed(place.secret, raw), 'x-webhook-delivery': randomUUID() }
      const answer = CardMovedAnswer.parse(await (await deliver(raw, headers)).json())
      assert.ok(answer.status === 'queued', JSON.stringify(answer))
      return answer.task_id
    },
    async processes() {
      return processesOfRuns((await readFile(join(slip.dataDir, 'instance'), 'utf8')).trim())
    },
    atWork(task) {
      const look = () => {
        const told = slip.messages.ofAgent(task)
        return told.some(({ type }) => type === 'tool') ? told.find((message) => message.type === 'started') : undefined
      }
      return slip.messages.until(look, `the agent of ${task} at work`, 60_000)
    },
    async completed(task) {
      const { status, metadata, error } = await slip.messages.agentEnded(task)
      assert.equal(status, 'completed', error)
      return AgentResult.parse(metadata)
    },
    async git(...args) {
      const repository = join(slip.dataDir, 'forge', `${repositoryOf('slipway', home.slug)}.git`)
      return (await execa('git', ['--git-dir', repository, ...args])).stdout
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
