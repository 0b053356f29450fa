import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')

/** The variables with which Dockerfile and docker-compose.yml can be given other base images. Traefik's is for users alone. */
export const BASE_VARIABLES = ['NODE_IMAGE', 'DOCKER_CLI_IMAGE', 'REDIS_IMAGE', 'HAPROXY_IMAGE'] as const

/** An image for each of the variables. */
export type BaseImages = Readonly<Record<(typeof BASE_VARIABLES)[number], string>>

/**
 * The images that Dockerfile and docker-compose.yml name themselves.
 * @throws RangeError when one of the variables has no default there
 */
export async function officialImages(): Promise<BaseImages> {
  const files = ['Dockerfile', 'docker-compose.yml'].map((name) => readFile(join(ROOT, name), 'utf8'))
  const text = (await Promise.all(files)).join('\n')
  const named = (variable: string): string => {
    const found = new RegExp(`^ARG ${variable}=(\\S+)$|\\$\\{${variable}:-([^}]+)\\}`, 'm').exec(text)
    const image = found?.[1] ?? found?.[2]
    if (image === undefined)
      throw new RangeError(`Neither Dockerfile nor docker-compose.yml has a default for ${variable}`)
    return image
  }
  return {
    NODE_IMAGE: named('NODE_IMAGE'),
    DOCKER_CLI_IMAGE: named('DOCKER_CLI_IMAGE'),
    REDIS_IMAGE: named('REDIS_IMAGE'),
    HAPROXY_IMAGE: named('HAPROXY_IMAGE'),
  }
}
