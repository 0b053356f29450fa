/**
 * `chatter.ts LINES LINES_A_SECOND`: stands in for claude, and prints as many lines of its kind, each with the milliseconds since
 * the epoch at which it was printed.
 */
import { once } from 'node:events'
import { argv, stdout } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

const [lines, rate] = [Number(argv[2]), Number(argv[3])]
/** Every so many lines the agent uses a tool; the others are what tools gave. */
const LINES_A_TURN = 20
/** Milliseconds between two prints. */
const PRINT_MS = 5
const FILLER = 'x'.repeat(200)

const usage = { input_tokens: 10, output_tokens: 5 }
const tool = (index: number) => ({
  type: 'tool_use',
  id: `tool-${index}`,
  name: 'Bash',
  input: { command: 'npm test' },
})
const gave = (index: number) => ({ type: 'tool_result', tool_use_id: `tool-${index}`, content: FILLER })
const lineOf = (index: number): object =>
  index % LINES_A_TURN === 0
    ? { type: 'assistant', message: { id: `message-${index}`, content: [tool(index)], usage } }
    : { type: 'user', message: { content: [gave(index)] } }

async function print(events: readonly object[]): Promise<void> {
  const printed_at = performance.timeOrigin + performance.now()
  const text = events.map((event) => `${JSON.stringify({ ...event, printed_at })}\n`).join('')
  if (!stdout.write(text)) await once(stdout, 'drain')
}

await print([{ type: 'system', subtype: 'init', session_id: 'chatter', cwd: '/', tools: ['Bash'] }])
const start = performance.now()
for (let printed = 0; printed < lines;) {
  const due = Math.min(lines, Math.floor(((performance.now() - start) / 1_000) * rate))
  if (due > printed) await print(Array.from({ length: due - printed }, (_, index) => lineOf(printed + index)))
  printed = due
  await pause(PRINT_MS)
}
const result = { subtype: 'success', is_error: false, num_turns: 1, total_cost_usd: 0.01, usage, result: 'Done.' }
await print([{ type: 'result', ...result }])
