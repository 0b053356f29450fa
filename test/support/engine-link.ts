import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { proxyEngine } from '../../orchestrator/test/engine-proxy.ts'
import { required } from './services.ts'

/** A way to the Docker engine that can be cut, with all that is connected over it: to Slipway the engine is gone. */
export interface EngineLink extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string
  readonly cut: () => void
  readonly mend: () => Promise<void>
}

export async function linkToEngine(): Promise<EngineLink> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-link-'))
  const proxy = await proxyEngine(required('DOCKER_HOST'), join(folder, 'docker.sock'))
  return {
    host: proxy.host,
    cut: () => proxy.cutAfter(0),
    mend: () => proxy.restore(),
    async [Symbol.asyncDispose]() {
      proxy[Symbol.dispose]()
      await rm(folder, { recursive: true })
    },
  }
}
