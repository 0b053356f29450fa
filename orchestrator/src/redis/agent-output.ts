import type { Redis } from 'ioredis'
import { z } from 'zod'
import { AGENT_OUTPUT_BYTES, AGENT_OUTPUT_CHANNEL, agentOutputKey } from '#contract'
import { loadScript } from './script.ts'

const appendOutput = loadScript('append-output', z.number())

const LINE_BREAK = 0x0a

/** Lines that an agent's tool printed, and where they stand in bytes within everything that it printed. */
interface Lines {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** @param end offset of the end; characters that were not UTF-8 make the beginning an estimate */
export const linesEndingAt = (end: number, text: string): Lines => ({
  start: Math.max(0, end - Buffer.byteLength(text)),
  end,
  text,
})

/** Offset in bytes up to which the output of a task is kept: the ids of its entries are their ends. */
export async function endOfOutput(redis: Redis, taskId: string): Promise<number> {
  const [newest] = await redis.xrevrange(agentOutputKey(taskId), '+', '-', 'COUNT', 1)
  return newest === undefined ? 0 : Number.parseInt(newest[0], 10)
}

/** What comes after an offset. One that no line ends at is no overlap, but an estimate that was wrong. */
function after(offset: number, { start, end, text }: Lines): Lines {
  const bytes = Buffer.from(text)
  const known = offset - start
  return { start: offset, end, text: bytes[known - 1] === LINE_BREAK ? bytes.toString('utf8', known) : text }
}

/**
 * Appends lines to the output of a task; what is there already is left out.
 * @param redact takes secrets out of what is stored; offsets count the bytes as they were printed
 * @param keptS seconds after which an output that nobody ends is dropped
 */
export async function appendLines(
  redis: Redis,
  taskId: string,
  lines: Lines,
  { redact, keptS }: { readonly redact: (text: string) => string; readonly keptS: number },
): Promise<void> {
  if (lines.end === lines.start) return
  const { start, end, text } = lines
  const args = [start, end, redact(text), AGENT_OUTPUT_BYTES, AGENT_OUTPUT_CHANNEL, taskId, keptS]
  const known = await appendOutput(redis, [agentOutputKey(taskId)], args)
  if (known <= start || known >= end) return
  await appendLines(redis, taskId, after(known, lines), { redact, keptS })
}
