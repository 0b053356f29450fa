/**
 * Keeps one Docker engine for all runs of a folder, and ends it with the last of them. Each run holds a connection; the
 * kernel closes it however the run ends, so that even runs that are killed are counted right.
 * Usage: node keeper.ts <folder>, under flock so that there is one at a time.
 */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { startDockerd } from './dockerd.ts'
import { enginePaths } from './paths.ts'

const FIRST_USER_MS = 30_000

const [folder = ''] = process.argv.slice(2)
const paths = enginePaths(folder)
const users = new Set<Socket>()
const said: { outcome?: string } = {}
const { promise: unused, resolve: endUse } = Promise.withResolvers<undefined>()

await rm(paths.keeper, { force: true }) // Of a keeper that was killed: the lock says that none is alive.
const server = createServer({ allowHalfOpen: true }, welcome).listen(paths.keeper)
await once(server, 'listening')
setTimeout(endWhenUnused, FIRST_USER_MS).unref()
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => endUse(undefined))
process.on('SIGHUP', () => undefined) // The terminal of the run that started it is not its own.

const starting = startDockerd(paths, new AbortController().signal)
const outcome = await starting.then(
  () => 'ready\n',
  (error: unknown) => `failed ${error instanceof Error ? error.message : String(error)}\n`,
)
said.outcome = outcome // For those who come later.
for (const user of users) user.write(outcome)
if (outcome === 'ready\n') {
  const engine = await starting
  await Promise.race([unused, engine.ended]).catch((error: unknown) => console.error(error))
  server.close() // Who comes now finds nobody, and starts the next keeper.
  await engine[Symbol.asyncDispose]()
}
process.exit(outcome === 'ready\n' ? 0 : 1) // Closes the connections: those who wait for the end learn of it.

function welcome(user: Socket): void {
  users.add(user)
  if (said.outcome !== undefined) user.write(said.outcome)
  user.resume()
  user.on('error', () => undefined) // Reset by a run that was killed; 'close' follows.
  // A run that leaves closes its half. The last one is answered when the engine is gone.
  user.on('end', () => {
    if (users.size > 1) user.end()
    leave(user)
  })
  user.on('close', () => leave(user))
}

function leave(user: Socket): void {
  users.delete(user)
  endWhenUnused()
}

function endWhenUnused(): void {
  if (users.size === 0) endUse(undefined)
}
