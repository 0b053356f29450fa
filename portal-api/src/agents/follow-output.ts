import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { frameOf, STILL_HERE, type Frame } from '../events/frame.ts'
import { endId, fromOffset, type OutputEntry } from './output-entry.ts'
import type { OutputWatch } from './output-hub.ts'
import { readOutput, type ShownAgent } from './read-agent.ts'

/** Milliseconds for which output is gathered: a tool that prints a thousand lines a second costs fifty reads. */
const GATHERING_MS = 20

const outputFrame = ({ start, end, text }: OutputEntry): Frame => frameOf('output', { start, end, text }, String(end))

/** Tells a reader that output between the offset it has come to and another one is no longer kept. */
const gapFrame = (requested: number, from: number): Frame =>
  frameOf('gap', { requested, from, message: 'Output before this is no longer kept.' })

interface Followed {
  readonly redis: Redis
  readonly watch: OutputWatch
  readonly taskId: string
  /** How the task ended, once it has. */
  readonly ending: () => Promise<ShownAgent>
}

/** What an agent's tool printed from an offset on, as text: what is stored, then what is printed, until the task ends. */
export async function* followOutput(followed: Followed, offset: number): AsyncGenerator<Frame> {
  const { redis, watch, taskId, ending } = followed
  let position = offset
  for (;;) {
    const { entries, last, over } = await readOutput(redis, taskId, position)
    for (const entry of entries) {
      if (entry.start > position) yield gapFrame(position, entry.start)
      yield outputFrame(fromOffset(entry, position))
      position = entry.end
    }
    if (over) {
      yield frameOf('end', await ending(), endId(position))
      return
    }
    if (!last) continue
    const news = await watch.next()
    if (news === 'closed') return
    if (news === 'quiet') yield STILL_HERE
    else await delay(GATHERING_MS)
  }
}
