#!/usr/bin/env node
/**
 * Stands in for Claude Code where there is none: says what it prints with `--output-format stream-json`, and does the demo's
 * card. It follows a script: the prompt is read and not understood, tokens and costs are made up.
 */
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { GREETING, PAGE } from '../card.ts'

/** So that one can watch it. */
const THINKING_MS = 300
const HEADING = '</h1>'
const PARAGRAPH = `<p>${GREETING}</p>`
const COST_USD = 0.0123
const usage = { input_tokens: 1_200, output_tokens: 80 }
const LAST_WORDS = `The page says “${GREETING}” below its heading.\nCOMMIT_MESSAGE: The page greets whoever comes`

const say = (event: object): void => void process.stdout.write(`${JSON.stringify({ session_id: session, ...event })}\n`)

const answer = (block: object): void =>
  say({ type: 'assistant', message: { id: `msg_${randomUUID()}`, role: 'assistant', content: [block], usage } })

async function use<T>(name: string, input: object, tool: () => Promise<T>): Promise<T> {
  await delay(THINKING_MS)
  const id = `toolu_${randomUUID()}`
  answer({ type: 'tool_use', id, name, input })
  const result = await tool()
  say({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'ok' }] } })
  return result
}

const { values } = parseArgs({ args: process.argv.slice(2), strict: false, allowPositionals: true })
const session = values['session-id'] ?? values['resume'] ?? randomUUID()
const tools = String(values['tools'] ?? '').split(',')

await text(process.stdin)
say({ type: 'system', subtype: 'init', cwd: process.cwd(), tools })
const file = join(process.cwd(), PAGE)
const page = await use('Read', { file_path: file }, () => readFile(file, 'utf8'))
if (!page.includes(HEADING)) throw new Error(`${PAGE} has no heading`)
const edit = { file_path: file, old_string: HEADING, new_string: `${HEADING}${PARAGRAPH}` }
await use('Edit', edit, () => writeFile(file, page.replace(HEADING, `${HEADING}${PARAGRAPH}`)))
await delay(THINKING_MS)
answer({ type: 'text', text: LAST_WORDS })
say({
  ...{ type: 'result', subtype: 'success', is_error: false, result: LAST_WORDS },
  ...{
    num_turns: 3,
    total_cost_usd: COST_USD,
    usage: { input_tokens: 3_600, output_tokens: 240 },
    permission_denials: [],
  },
})
