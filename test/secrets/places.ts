import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type Docker from 'dockerode'
import type { Redis } from 'ioredis'
import { instanceLabel } from '../support/world.ts'
import type { Texts } from './needles.ts'

type Reader = (redis: Redis, key: string) => Promise<unknown>

const READERS: Readonly<Record<string, Reader>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, '0', '-1'),
  stream: (redis, key) => redis.xrange(key, '-', '+'),
}

/** Every key of a Redis with its value, whatever its type: jobs, journals, records, events. */
export async function dumpRedis(redis: Redis): Promise<string> {
  const keys = await redis.keys('*')
  const lines = await Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key)
      if (type === 'none') return key // It has expired meanwhile.
      const read = READERS[type]
      if (read === undefined) throw new Error(`${key} is a ${type}: nobody can tell what is in it`)
      return `${key} ${JSON.stringify(await read(redis, key))}`
    }),
  )
  return lines.join('\n')
}

/** What `docker inspect` shows of everything of an installation. */
export async function inspectEngine(docker: Docker, instance: string): Promise<string> {
  const filters = { label: [instanceLabel(instance)] }
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ])
  const shown = await Promise.all([
    ...containers.map(({ Id }) => docker.getContainer(Id).inspect()),
    ...networks.map(({ Id }): Promise<unknown> => docker.getNetwork(Id).inspect()),
  ])
  return JSON.stringify(shown)
}

/** Every file below a folder, by its path in it. Those that go away meanwhile hold nothing any more. */
export async function filesBelow(folder: string): Promise<Texts> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'latin1').catch(unlessGone)
      return text === undefined ? [] : [[relative(folder, file), text] as const]
    }),
  )
  return Object.fromEntries(texts.flat())
}

function unlessGone(thrown: unknown): undefined {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
  throw thrown
}

export const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
