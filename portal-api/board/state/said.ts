import { plain } from '../lib/plain.ts'

/** Something that an agent's tool printed: its own words, a tool that it used, what that gave, or just a line. */
export interface Said {
  readonly as: 'words' | 'tool' | 'gave' | 'line'
  readonly text: string
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : [])
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Which of a tool's parameters tells what it is used for. */
const MAIN = ['file_path', 'filePath', 'notebook_path', 'command', 'pattern', 'url', 'query', 'description', 'path']

const use = (name: unknown, input: unknown): Said => {
  const given = fieldsOf(input)
  const main = MAIN.map((key) => textOf(given[key])).find((text) => text !== '')
  return { as: 'tool', text: `${textOf(name)} ${main ?? ''}`.trim() }
}

/** A tool gives a text, or a list of them. */
const given = (content: unknown): string =>
  textOf(content) ||
  listOf(content)
    .map(({ text }) => textOf(text))
    .join('\n')

/** Of claude: what it says and uses, and what tools gave it. */
const blockOf = ({ type, text, name, input, content }: Fields): readonly Said[] => {
  if (type === 'text') return [{ as: 'words', text: textOf(text) }]
  if (type === 'tool_use') return [use(name, input)]
  return type === 'tool_result' ? [{ as: 'gave', text: given(content) }] : []
}

/** Of codex. */
const itemOf = ({
  type,
  text,
  command,
  aggregated_output: output,
  changes,
  query,
  server,
  tool,
}: Fields): readonly Said[] => {
  switch (type) {
    case 'agent_message':
      return [{ as: 'words', text: textOf(text) }]
    case 'command_execution':
      return [use('Bash', { command }), { as: 'gave', text: textOf(output) }]
    case 'file_change':
      return listOf(changes).map((change) => use('Edit', change))
    case 'web_search':
      return [use('WebSearch', { query })]
    case 'mcp_tool_call':
      return [use(`${textOf(server)}.${textOf(tool)}`, {})]
    default:
      return []
  }
}

/** Events of claude, codex and opencode, each by its type. What is not here counts turns and costs, which the card shows. */
const EVENTS: ReadonlyMap<unknown, (event: Fields) => readonly Said[]> = new Map([
  ['assistant', ({ message }: Fields) => listOf(fieldsOf(message)['content']).flatMap(blockOf)],
  ['user', ({ message }: Fields) => listOf(fieldsOf(message)['content']).flatMap(blockOf)],
  ['item.completed', ({ item }: Fields) => itemOf(fieldsOf(item))],
  ['text', ({ part }: Fields) => [{ as: 'words', text: textOf(fieldsOf(part)['text']) } as const]],
  [
    'tool_use',
    ({ part }: Fields) => {
      const { tool, state } = fieldsOf(part)
      const { input, output } = fieldsOf(state)
      return [use(tool, input), { as: 'gave', text: textOf(output) } as const]
    },
  ],
  ...['system', 'result', 'rate_limit_event', 'thread.started', 'turn.started', 'turn.completed', 'item.started'].map(
    (type) => [type, () => []] as const,
  ),
  ...['step_start', 'step_finish'].map((type) => [type, () => []] as const),
])

const eventIn = (line: string): Fields => {
  if (!line.startsWith('{')) return {}
  try {
    return fieldsOf(JSON.parse(line))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {} // a line that was cut off, or text in braces
    throw thrown
  }
}

/** What a line that an agent's tool printed says to people; a line of no form that is known says itself. */
export const saidIn = (line: string): readonly Said[] => {
  const event = eventIn(line)
  const read = EVENTS.get(event['type'])
  const said: readonly Said[] = read === undefined ? [{ as: 'line', text: line }] : read(event)
  return said.map(({ as, text }) => ({ as, text: plain(text).trimEnd() })).filter(({ text }) => text !== '')
}
