import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { SetupError } from './setup-error.ts'

/** Below what systems give to connections and to who asks for any port: none of those takes one of these by chance. */
const [LOWEST, BEYOND] = [16_384, 32_768]
const ATTEMPTS = 50

/**
 * A loopback port that was free a moment ago. Another process may take it first: who uses it must expect that.
 * @throws SetupError when none is found
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(LOWEST, BEYOND)
    if (await isFree(port)) return port
  }
  throw new SetupError(`No free port was found among ${ATTEMPTS} from ${LOWEST} to ${BEYOND - 1}`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const listening = await once(server, 'listening').then(
    () => true,
    () => false, // Taken, or not to be had for another reason.
  )
  if (!listening) return false
  server.close()
  await once(server, 'close')
  return true
}
