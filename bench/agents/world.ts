import { createHmac, randomUUID } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { z } from 'zod'
import {
  AGENT_CHANNEL,
  AGENT_OUTPUT_CHANNEL,
  AgentFinished,
  CardMovedAnswer,
  DELIVERY_HEADER,
  SIGNATURE_HEADER,
} from '#contract'
import { startSshd, type Sshd } from '../../test/support/sshd.ts'
import type { ChildOptions } from '../child.ts'
import { startPlatform, WORKSPACE, type Platform } from '../platform.ts'
import type { SandboxOptions } from '../sandboxes.ts'

/** A running Slipway with sandboxes, and a host with a real sshd on which agents work. */
export interface AgentBench extends AsyncDisposable {
  readonly platform: Platform
  readonly sshd: Sshd
  /**
   * Moves a new card in a sandbox as its board does, by a signed delivery.
   * @param column @default one whose agent need not change anything
   * @returns the id of the task that this made
   */
  move(sandbox: number, title: string, column?: string): Promise<string>
  /** Resolves with the moment, as performance.now() tells it, at which the first output of a task was told of. */
  firstOutput(task: string): Promise<number>
  /** Resolves when a task has ended. @throws Error when it failed */
  ended(task: string): Promise<void>
}

interface AgentBenchOptions extends SandboxOptions {
  readonly sandboxes: number
  /** Absolute path on the host of what is started as claude. */
  readonly claude: string
  /** Further variables of Slipway's processes. */
  readonly env?: Readonly<Record<string, string>>
}

const OnFinish = z.union([AgentFinished, z.object({ type: z.string() })])
const Secret = z.object({ resource_id: z.string(), metadata: z.object({ agent_webhook_secret: z.string() }) })

export async function startAgentBench(options: AgentBenchOptions): Promise<AgentBench> {
  await using started = new AsyncDisposableStack()
  const { environment, dataDir, claude, sandboxes } = options
  const sshd = started.use(await startSshd())
  const knownHosts = join(dataDir, 'known_hosts')
  await writeFile(knownHosts, sshd.knownHosts)
  const env = {
    ...{ AGENTS: 'ssh', SSH_HOST: '127.0.0.1', SSH_PORT: `${sshd.port}`, SSH_USER: sshd.user, SSH_CLAUDE_PATH: claude },
    ...{ SSH_PRIVATE_KEY: sshd.privateKey, SSH_KNOWN_HOSTS: knownHosts },
    ...options.env,
  }
  const platform = started.use(await startPlatform({ ...options, env }))
  const heard = await listen(environment.redisUrl)
  started.defer(() => heard.redis.disconnect())
  const secrets = await Promise.all(
    Array.from({ length: sandboxes }, async (_, index) => {
      await platform.run('sandbox.provision', sandboxOf(index))
      return heard.secrets.of(sandboxOf(index).sandbox_id)
    }),
  )
  const held = started.move()
  return {
    ...{ platform, sshd },
    async move(sandbox, title, column = 'Analysis') {
      const raw = JSON.stringify({
        ...{ event: 'card.moved', workspace_slug: WORKSPACE.workspace_slug, to_column: column },
        sandbox_slug: sandboxOf(sandbox).sandbox_slug,
        card: { id: randomUUID(), title, column },
      })
      const hmac = createHmac('sha256', secrets[sandbox] ?? '')
      const response = await fetch(`${platform.url}/api/webhooks/card-moved`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [DELIVERY_HEADER]: randomUUID(),
          [SIGNATURE_HEADER]: `sha256=${hmac.update(raw).digest('hex')}`,
        },
        body: raw,
      })
      if (!response.ok) throw new Error(`The move was refused: ${response.status} ${await response.text()}`)
      const answer = CardMovedAnswer.parse(await response.json())
      if (answer.status === 'queued') return answer.task_id
      throw new Error(`The move was ignored: ${answer.reason}`)
    },
    firstOutput: (task) => heard.outputs.of(task),
    async ended(task) {
      const { status, error } = await heard.ends.of(task)
      if (status !== 'completed') throw new Error(`The agent's task ended as ${status}: ${error ?? 'no reason given'}`)
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

const sandboxOf = (index: number) => ({
  ...WORKSPACE,
  sandbox_id: `bench-agent-${index}`,
  sandbox_slug: `agent${index}`,
})

/** What is published, by what it is of; the first of each counts. */
async function listen(redisUrl: string) {
  const redis = new Redis(redisUrl)
  const [outputs, ends, secrets] = [firsts<number>(), firsts<AgentFinished>(), firsts<string>()]
  redis.on('message', (channel: string, text: string) => {
    if (channel === AGENT_OUTPUT_CHANNEL) {
      outputs.come(text, performance.now())
      return
    }
    const message: unknown = JSON.parse(text)
    if (channel === AGENT_CHANNEL) {
      const ended = OnFinish.parse(message)
      if ('task_id' in ended) ends.come(ended.task_id, ended)
      return
    }
    const { data } = Secret.safeParse(message)
    if (data !== undefined) secrets.come(data.resource_id, data.metadata.agent_webhook_secret)
  })
  await redis.subscribe(AGENT_OUTPUT_CHANNEL, AGENT_CHANNEL, 'sandbox:status')
  return { redis, outputs, ends, secrets }
}

function firsts<T>() {
  const waiting = new Map<string, PromiseWithResolvers<T>>()
  const slot = (key: string): PromiseWithResolvers<T> => {
    const known = waiting.get(key) ?? Promise.withResolvers<T>()
    waiting.set(key, known)
    return known
  }
  return {
    of: (key: string): Promise<T> => slot(key).promise,
    come: (key: string, value: T) => slot(key).resolve(value),
  }
}

/** Writes a program that stands in for claude. @param script of a POSIX shell. @returns its absolute path */
export async function standIn(script: string, { dataDir }: Pick<ChildOptions, 'dataDir'>): Promise<string> {
  const file = join(dataDir, 'stand-in')
  await mkdir(dataDir, { recursive: true })
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}
