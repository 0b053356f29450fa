import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { EVENT_STREAM, userChannel } from '#contract'
import type { ChildOptions } from '../child.ts'
import type { Figure } from '../figure.ts'
import { median, percentile } from '../statistics.ts'
import { startServer, type Server } from './servers.ts'

const STREAMS = 2_000
/** Streams that are opened at once. */
const AT_ONCE = 100
const EVENTS = 100
const EVERY_MS = 100

/** Waits for events, each of which tells its number, on any number of streams. */
class Listeners {
  readonly #sockets: Socket[] = []
  readonly #since = new Map<number, number>()
  readonly #heard = new Map<number, number>()
  /** Milliseconds after which each event had reached the last stream. */
  readonly reached: number[] = []
  readonly #done = Promise.withResolvers<undefined>()

  async open({ url, token }: Server): Promise<void> {
    const { port, hostname } = new URL(url)
    const socket = connect({ port: Number(port), host: hostname })
    this.#sockets.push(socket)
    socket.write(`GET /api/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`)
    await once(socket, 'data') // the headers
    socket.on('data', (bytes: Buffer) => {
      for (const [, event] of bytes.toString('latin1').matchAll(/"number":(\d+)/g)) this.#hear(Number(event))
    })
  }
  send(event: number): void {
    this.#since.set(event, performance.now())
  }
  #hear(event: number): void {
    const heard = (this.#heard.get(event) ?? 0) + 1
    this.#heard.set(event, heard)
    if (heard < this.#sockets.length) return
    this.reached.push(performance.now() - (this.#since.get(event) ?? 0))
    if (this.reached.length === EVENTS) this.#done.resolve(undefined)
  }
  async all(): Promise<void> {
    await Promise.race([this.#done.promise, delay(30_000, undefined, { ref: false })])
    if (this.reached.length < EVENTS)
      throw new RangeError(`${this.reached.length} of ${EVENTS} events reached everybody`)
  }
  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

const megabytes = async (pid: number): Promise<number> =>
  (Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024) / 1_000_000

async function measure(options: ChildOptions): Promise<{ p99: number; p50: number; memory: number }> {
  const redis = new Redis(options.environment.redisUrl)
  await using server = await startServer('ours', options)
  const listeners = new Listeners()
  try {
    for (let opened = 0; opened < STREAMS; opened += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => listeners.open(server)))
    let memory = 0
    for (let number = 0; number < EVENTS; number += 1) {
      listeners.send(number)
      const data = JSON.stringify({
        type: 'task.progress',
        task_id: 'bench',
        percentage: 50,
        message: 'Making',
        number,
      })
      const fields = { channel: userChannel('bench'), task_id: 'bench', user: 'bench', data }
      await redis.xadd(EVENT_STREAM, '*', ...Object.entries(fields).flat())
      await delay(EVERY_MS)
      memory = Math.max(memory, await megabytes(server.pid))
    }
    await listeners.all()
    return { p99: percentile(listeners.reached, 0.99), p50: percentile(listeners.reached, 0.5), memory }
  } finally {
    listeners.close()
    redis.disconnect()
  }
}

/** How soon an event has reached everybody when very many follow, and what they cost in memory. */
export async function portalStreams(options: ChildOptions, runs = 3): Promise<Figure[]> {
  const results: Awaited<ReturnType<typeof measure>>[] = []
  for (let run = 0; run < runs; run += 1) results.push(await measure(options))
  return [
    {
      name: 'portal-streams',
      what: `p99 from an event to the last of ${STREAMS} open streams, at ${1_000 / EVERY_MS} events a second`,
      ...{ value: median(results.map(({ p99 }) => p99)), unit: 'ms', reach: 500, better: 'below', runs },
      details: { p50_ms: median(results.map(({ p50 }) => p50)) },
    },
    {
      name: 'portal-streams-memory',
      what: `the memory of portal-api with ${STREAMS} open streams, at most`,
      ...{ value: median(results.map(({ memory }) => memory)), unit: 'MB', reach: 250, better: 'below', runs },
      details: {},
    },
  ]
}
