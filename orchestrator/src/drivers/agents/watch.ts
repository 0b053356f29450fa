import { NOTHING, sum, type Totals } from './attempts.ts'
import type { OutputReader } from './clis/port.ts'
import { createLines, type Line } from './lines.ts'
import type { AgentListener } from './port.ts'

interface WatchOptions {
  readonly reader: OutputReader
  readonly listener: AgentListener
  readonly host: string
  /** Bytes and totals of all attempts before. */
  readonly offset: number
  readonly spent: Totals
}

/** What becomes known of an attempt from what it prints. */
export interface Watch {
  /** Takes a piece of what it prints. What was told before is only counted. */
  take(chunk: Buffer): Promise<void>
  /** Takes what came after the last line break, when nothing more will come. */
  last(): Promise<void>
  /** Whether it has used up what it was given, and is to be stopped. */
  readonly isOver: boolean
  readonly session: string | undefined
  /** Of this attempt and all before. */
  readonly totals: Totals
  /** Offset in bytes of the end of what was taken, after all attempts before. */
  readonly end: number
}

/** Reads what a tool prints, and tells the listener of it. */
export function watch({ reader, listener, host, offset, spent }: WatchOptions): Watch {
  const lines = createLines()
  const told = listener.from ?? 0
  let session: string | undefined
  let totals = NOTHING
  let end = offset
  let isOver = false

  const hear = (line: Line): void => {
    const isNews = offset + line.end > told
    for (const event of reader.line(line.text)) {
      switch (event.kind) {
        case 'session':
          if (isNews && event.id !== session) listener.started({ host, sessionId: event.id })
          session = event.id
          break
        case 'tool':
          if (isNews) listener.tool(event.line)
          break
        case 'usage':
          totals = { turns: event.turns, costUsd: event.costUsd, tokens: event.tokens }
          if (isNews) listener.usage(sum(spent, totals))
          break
        case 'limit':
          isOver = true
          break
      }
    }
  }
  const takeLines = async (taken: readonly Line[], ending: string): Promise<void> => {
    for (const line of taken) hear(line)
    const news = taken.filter((line) => offset + line.end > told)
    const newest = news.at(-1)
    if (newest === undefined) return
    await listener.output(news.map(({ text }) => text + ending).join(''), offset + newest.end)
  }
  return {
    async take(chunk) {
      end += chunk.length
      await takeLines(lines.add(chunk), '\n')
    },
    last: () => takeLines(lines.last(), ''),
    get isOver() {
      return isOver
    },
    get session() {
      return session
    },
    get totals() {
      return sum(spent, totals)
    },
    get end() {
      return Math.max(end, told)
    },
  }
}
