import { Agent, request } from 'node:http'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

/** Where tasks are sent to. */
export interface Target {
  readonly url: string
  readonly token: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 128 })

const bodyOf = (): string => {
  const id = randomUUID()
  const payload = { team_id: `team-${id}`, team_slug: `t-${id.slice(0, 8)}`, owner_id: 'bench' }
  return JSON.stringify({ id, type: 'team.provision', user_id: 'bench', payload })
}

/** Sends one task, and resolves with the milliseconds until its 202 was there. */
const post = ({ url, token }: Target): Promise<number> => {
  const body = bodyOf()
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const since = performance.now()
  const sent = request(`${url}/api/tasks`, { method: 'POST', agent, headers }, (response) => {
    response.resume()
    response.once('end', () => {
      if (response.statusCode === 202) resolve(performance.now() - since)
      else reject(new Error(`A task was answered with ${response.statusCode ?? 'nothing'}`))
    })
  })
  sent.once('error', reject)
  sent.end(body)
  return promise
}

/** Tasks that are accepted in a second, with as many under way as there are senders. */
export async function perSecond(target: Target, tasks: number, senders = 64): Promise<number> {
  let left = tasks
  const send = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await post(target)
    }
  }
  const since = performance.now()
  await Promise.all(Array.from({ length: senders }, send))
  return (tasks * 1_000) / (performance.now() - since)
}

/** Milliseconds that each of some tasks took, when so many a second are sent, whether the earlier ones are answered or not. */
export async function latencies(target: Target, tasks: number, rate: number): Promise<number[]> {
  const since = performance.now()
  const sent: Promise<number>[] = []
  while (sent.length < tasks) {
    const due = Math.min(tasks, Math.floor(((performance.now() - since) * rate) / 1_000) + 1)
    while (sent.length < due) sent.push(post(target))
    await delay(1)
  }
  return Promise.all(sent)
}
