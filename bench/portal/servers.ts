import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../../scripts/setup/environment.ts'
import { startService } from '../../scripts/setup/service.ts'
import type { ChildOptions } from '../child.ts'
import type { Target } from './load.ts'

/** A server in a process of its own. */
export interface Server extends Target, AsyncDisposable {
  readonly pid: number
}

/** portal-api itself, or a bare Fastify route that adds one BullMQ job. */
export async function startServer(
  which: 'ours' | 'bare',
  { environment, dataDir, signal }: ChildOptions,
): Promise<Server> {
  const token = randomBytes(24).toString('base64url')
  const main = which === 'ours' ? 'portal-api/src/main.ts' : 'bench/children/portal-bare.ts'
  const service = await startService({
    ...{ name: which, main: join(ROOT, main), upWhen: 'listening', signal },
    env: { REDIS_URL: environment.redisUrl, DATA_DIR: dataDir, PORTAL_TOKEN: token, PORT: '0', METRICS_PORT: '' },
    onLine: () => undefined,
  })
  const { url } = z.object({ url: z.url() }).parse(service.up)
  return {
    ...{ url: url.replace(/\/$/, ''), token, pid: service.pid },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}
