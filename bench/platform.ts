import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { StatusMessage } from '#contract'
import type { Environment } from '../scripts/setup/environment.ts'
import { startSlipway } from '../scripts/setup/slipway.ts'

/** A running Slipway with a team and a workspace, for benchmarks of whole tasks. */
export interface Platform extends AsyncDisposable {
  /** Milliseconds from sending a task to its final status message. @throws Error when it failed */
  run(type: string, payload: Readonly<Record<string, unknown>>): Promise<number>
  /** What the orchestrator has in memory, and had at most. */
  memory(): Promise<{ readonly now_mb: number; readonly most_mb: number }>
  readonly dataDir: string
  /** The address of portal-api, and the token of its callers. */
  readonly url: string
  readonly token: string
  /** Id of the orchestrator's process. */
  readonly pid: number
}

export const TEAM = { team_id: 'bench-team', team_slug: 'bench-team' }
export const WORKSPACE = { workspace_id: 'bench-workspace', workspace_slug: 'bench' }

export interface PlatformOptions {
  readonly environment: Environment
  readonly dataDir: string
  /** Further variables of its processes. */
  readonly env?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export async function startPlatform({ environment, dataDir, env = {}, signal }: PlatformOptions): Promise<Platform> {
  await using started = new AsyncDisposableStack()
  const slipway = started.use(await startSlipway({ environment, dataDir, env, signal }))
  const redis = new Redis(environment.redisUrl)
  started.defer(() => redis.disconnect())
  const waiting = new Map<string, (message: StatusMessage) => void>()
  redis.on('message', (_channel: string, text: string) => {
    const message = StatusMessage.parse(JSON.parse(text))
    waiting.get(message.task_id)?.(message)
  })
  await redis.subscribe('team:status', 'workspace:status', 'sandbox:status')

  const run: Platform['run'] = async (type, payload) => {
    const id = randomUUID()
    const { promise: ended, resolve } = Promise.withResolvers<StatusMessage>()
    waiting.set(id, resolve)
    const before = performance.now()
    const response = await fetch(`${slipway.url}/api/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, type, payload, user_id: 'bench' }),
      signal,
    })
    if (response.status !== 202) throw new Error(`${type}: ${response.status} ${await response.text()}`)
    z.object({ id: z.string() }).parse(await response.json())
    const { status, error } = await ended
    waiting.delete(id)
    if (status === 'failed') throw new Error(`${type} failed: ${error ?? 'no reason given'}`)
    return performance.now() - before
  }

  await run('team.provision', { ...TEAM, owner_id: 'bench' })
  started.defer(async () => {
    await run('team.delete', { ...TEAM, cascade: true })
  })
  const workspace = { ...WORKSPACE, team_id: TEAM.team_id, owner_id: 'bench', template_repo: 'slipway/sample' }
  await run('workspace.provision', workspace)
  const pid = slipway.orchestrators[0]?.pid ?? 0
  const memory: Platform['memory'] = async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const megabytes = (field: string): number =>
      (Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1_024) / 1_000_000
    return { now_mb: megabytes('VmRSS'), most_mb: megabytes('VmHWM') }
  }
  const held = started.move()
  const { url, token } = slipway
  return { ...{ run, memory, dataDir, url, token, pid }, [Symbol.asyncDispose]: () => held.disposeAsync() }
}
