import { join } from 'node:path'
import { execa } from 'execa'
import { say, timed } from '../say.ts'
import { officialImages, type BaseImages } from './names.ts'
import { makeStandIns } from './make.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Variables for docker-compose.yml with which it uses the images that are here. */
export type ImageVariables = Readonly<Record<string, string>>

/** How tests and benchmarks call what docker-compose.yml builds. */
const TAG = 'test'

/**
 * Sees that the engine has what docker-compose.yml needs, but for Traefik: pulls the base images, or makes stand-ins of
 * them where none can be pulled, and builds the images of Slipway on them. What did not change is not made again.
 * @throws SetupError where nothing can be pulled and no stand-in can be made
 */
export async function ensureContainerImages(dockerHost: string, signal: AbortSignal): Promise<ImageVariables> {
  const docker = { env: { DOCKER_HOST: dockerHost }, cancelSignal: signal }
  const standIns = (await canHave(await officialImages())) ? undefined : await makeStandIns(docker)
  const variables = { SLIPWAY_TAG: TAG, ...standIns }
  const build = ['compose', '--env-file', '/dev/null', '--progress', 'quiet', 'build']
  await timed('images of Slipway', () =>
    execa('docker', build, { ...docker, cwd: ROOT, env: { ...docker.env, ...variables } }),
  )
  return variables

  async function canHave(images: BaseImages): Promise<boolean> {
    for (const image of Object.values(images)) {
      const { exitCode: absent } = await execa('docker', ['image', 'inspect', image], { ...docker, reject: false })
      if (absent === 0) continue
      const pull = await timed(`image ${image}`, () =>
        execa('docker', ['pull', '--quiet', image], { ...docker, reject: false }),
      )
      signal.throwIfAborted()
      if (pull.exitCode === 0) continue
      say(`The image ${image} can't be pulled here (${pull.stderr.trim()}): stand-ins from Debian's packages are used.`)
      return false
    }
    return true
  }
}
