import { configuredEngine, engineAnswers } from './engine-address.ts'
import { joinEngine, type Engine } from './engine/join.ts'
import { timed } from './say.ts'
import { setting } from './setting.ts'
import { SetupError } from './setup-error.ts'

/**
 * The engine that this machine's user means, if it answers; otherwise one of Slipway's own, with its data in a folder.
 * @param dir absolute path of that folder
 * @throws SetupError when DOCKER_HOST names an engine that does not answer, or the own one does not start
 */
export async function ensureDocker(dir: string, signal: AbortSignal): Promise<Engine> {
  const host = configuredEngine()
  if (await engineAnswers(host)) return { host, [Symbol.asyncDispose]: () => Promise.resolve() }
  if (setting('DOCKER_HOST') !== undefined)
    throw new SetupError(`No Docker engine answers at ${host}. Start it, correct DOCKER_HOST, or unset it.`)
  return timed('Docker engine', () => joinEngine(dir, signal))
}
