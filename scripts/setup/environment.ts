import { join } from 'node:path'
import { ensureDocker } from './docker.ts'
import { ensureSampleImage } from './image.ts'
import { RUN_NEEDS, type Need } from './needs.ts'
import { ensurePackages } from './packages.ts'
import { startRedis } from './redis.ts'
import { ensureContainerImages, type ImageVariables } from './stand-in/images.ts'

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../..')

export interface EnvironmentOptions {
  /** Absolute path of the folder of the embedded Redis. */
  readonly redisDir: string
  /** A Redis to use instead of an embedded one. */
  readonly redisUrl?: string | undefined
  /** An image to use instead of the sample application's. */
  readonly appImage?: string | undefined
  /** Whether the images of docker-compose.yml are needed besides. @default false */
  readonly containers?: boolean
  /** @default what every command needs */
  readonly needs?: readonly Need[]
  readonly signal: AbortSignal
}

/** The services that Slipway stands on. Disposing stops those that were started here, the last one first. */
export interface Environment extends AsyncDisposable {
  readonly redisUrl: string
  /** Rejects when the Redis that was started here ends by itself, as when its disk is full; never where there was one. */
  readonly redisEnds: Promise<never>
  readonly dockerHost: string
  readonly appImage: string
  /** For docker-compose.yml; empty unless its images were asked for. */
  readonly imageVariables: ImageVariables
}

/**
 * Sees that everything Slipway needs is installed and running.
 * @throws SetupError when something is missing or does not start; what had been started is stopped again
 */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { redisDir, containers = false, needs = RUN_NEEDS, signal } = options
  await ensurePackages(needs, signal)
  await using started = new AsyncDisposableStack()
  const { url: redisUrl, ended: redisEnds } =
    options.redisUrl === undefined
      ? started.use(await startRedis({ dir: redisDir, signal }))
      : { url: options.redisUrl, ended: new Promise<never>(() => undefined) }
  const { host: dockerHost } = started.use(await ensureDocker(join(ROOT, '.cache/docker'), signal))
  const appImage = options.appImage ?? (await ensureSampleImage(dockerHost, signal))
  const imageVariables = containers ? await ensureContainerImages(dockerHost, signal) : {}
  const held = started.move()
  return { redisUrl, redisEnds, dockerHost, appImage, imageVariables, [Symbol.asyncDispose]: () => held.disposeAsync() }
}
