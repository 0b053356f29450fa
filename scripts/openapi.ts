/** `npm run openapi`: writes what is made from the routes of portal-api: its document, and the types of a client. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Redis } from 'ioredis'
import openapiTypes, { astToString } from 'openapi-typescript'
import { pino } from 'pino'
import { format, resolveConfig } from 'prettier'
import { buildApp } from '../portal-api/src/app.ts'
import { main } from './setup/main.ts'
import { say } from './setup/say.ts'

const ROOT = join(import.meta.dirname, '..')

/** The files by their paths from the root. */
const DOCUMENT = 'portal-api/openapi.json'
const CLIENT_TYPES = 'cli/src/api/schema.d.ts'

/** portal-api that is neither connected to Redis nor listening. */
export async function unconnectedPortal() {
  const prompt = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => null }
  const redis = new Redis({ lazyConnect: true, ...prompt }).on('error', () => undefined) // nobody has it connect
  const hub = { subscribe: () => missing(), close: () => Promise.resolve() }
  const app = buildApp({ redis, hub, token: 'none', logger: pino({ level: 'silent' }) })
  await app.ready()
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app.close()
      redis.disconnect()
    },
  }
}

function missing(): never {
  throw new Error('This portal-api is there to be described only.')
}

const formatted = async (file: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(join(ROOT, file))), filepath: file })

/** Each file that is made from the routes, with what it has to hold. */
export async function madeFromRoutes(): Promise<ReadonlyMap<string, string>> {
  await using portal = await unconnectedPortal()
  const document = JSON.stringify(portal.app.swagger())
  const types = astToString(await openapiTypes(document, { immutable: true }))
  return new Map([
    [DOCUMENT, await formatted(DOCUMENT, document)],
    [CLIENT_TYPES, await formatted(CLIENT_TYPES, `// Written by npm run openapi.\n${types}`)],
  ])
}

if (import.meta.main)
  await main(async () => {
    for (const [file, text] of await madeFromRoutes()) {
      await mkdir(dirname(join(ROOT, file)), { recursive: true })
      await writeFile(join(ROOT, file), text)
      say(`Wrote ${file}`)
    }
    return 0
  })
