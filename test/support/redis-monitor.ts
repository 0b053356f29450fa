import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { Redis } from 'ioredis'

/** Everything that passes through a Redis, of all its databases, as MONITOR tells it. */
export interface RedisMonitor extends Disposable {
  /** All that was sent to Redis before this call. */
  passed(): Promise<string>
}

/** Listens at a socket of its own: ioredis takes what others send for the answer to MONITOR. */
export async function monitorRedis(url: string): Promise<RedisMonitor> {
  const { hostname, port, password } = new URL(url)
  const socket = createConnection({ host: hostname, port: Number(port) }).setEncoding('utf8')
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  // Redis may be killed on purpose. Who then asks what has passed is told so by the time limit.
  for (const connection of [socket, redis]) connection.on('error', () => undefined)
  let text = ''
  socket.on('data', (chunk: string) => (text += chunk))
  await once(socket, 'connect')
  if (password !== '') socket.write(`AUTH ${decodeURIComponent(password)}\r\n`)
  socket.write('MONITOR\r\n')
  await once(socket, 'data')
  return {
    async passed() {
      const mark = randomUUID()
      const echoed = redis.echo(mark)
      while (!text.includes(mark)) await once(socket, 'data', { signal: AbortSignal.timeout(10_000) })
      await echoed
      return text
    },
    [Symbol.dispose]() {
      socket.destroy()
      redis.disconnect()
    },
  }
}
