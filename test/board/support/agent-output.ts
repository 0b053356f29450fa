import type { Redis } from 'ioredis'
import { createAgentRecords } from '../../../orchestrator/src/redis/agent-records.ts'

type Block = Readonly<Record<string, unknown>>

const words = (text: string): Block => ({ type: 'text', text })
const use = (name: string, input: Block): Block => ({ type: 'tool_use', name, input })
const says = (...content: readonly Block[]) => ({ type: 'assistant', message: { content } })
const gave = (content: string) => ({ type: 'user', message: { content: [{ type: 'tool_result', content }] } })

const SERVER = `import { createServer } from 'node:http'
import { page } from './page.ts'

createServer((request, response) => {
  response.end(page(request.url))
}).listen(8080)`

const EVENTS = [
  says(
    words(
      'The card wants people to be greeted by name. I look at how the page is made, and where a name can come from.',
    ),
    use('Read', { file_path: 'src/server.ts' }),
  ),
  gave(SERVER),
  says(use('Grep', { pattern: 'greet' })),
  gave('src/page.ts:4:const greeting = "Hello"'),
  says(
    words('The greeting is a constant. I make it a function of the name, with a test.'),
    use('Edit', { file_path: 'src/page.ts' }),
    use('Bash', { command: 'npm test' }),
  ),
  gave('✔ greets by name (1.2 ms)\n✔ greets whoever gives no name (0.3 ms)\nℹ tests 2\nℹ pass 2'),
  says(words('Both pass. I look once more at what I have changed.')),
]

/** What claude prints while it works on a card, kept as orchestrators keep it. */
export const printWork = async (redis: Redis, taskId: string): Promise<void> => {
  const text = EVENTS.map((event) => `${JSON.stringify(event)}\n`).join('')
  await createAgentRecords(redis).append(taskId, Buffer.byteLength(text), text)
}
