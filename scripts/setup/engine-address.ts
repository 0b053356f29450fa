import { request } from 'node:http'
import { setting } from './setting.ts'

const DEFAULT_SOCKET = 'unix:///var/run/docker.sock'
const ANSWER_MS = 2_000

/** Where the engine is that this machine's user means: DOCKER_HOST, or Docker's default socket. */
export const configuredEngine = (): string => setting('DOCKER_HOST') ?? DEFAULT_SOCKET

/** Whether a Docker engine answers at an address (`unix://…`, or any other kind that DOCKER_HOST may name). */
export async function engineAnswers(address: string = configuredEngine()): Promise<boolean> {
  const url = new URL(address)
  const target =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: Number(url.port || '2375') }
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const ping = request({ ...target, path: '/_ping', timeout: ANSWER_MS }, (response) => {
    response.resume()
    resolve(response.statusCode === 200)
  })
  ping.on('timeout', () => ping.destroy())
  // Refused, absent, reset or silent: whatever the reason, no engine answers there.
  ping.on('close', () => resolve(false))
  ping.on('error', () => resolve(false))
  ping.end()
  return promise
}
