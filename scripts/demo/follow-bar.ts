import { styleText } from 'node:util'
import type { AgentMessage, AgentResult, TaskMessage } from '#contract'
import type { Bar } from './screen/screen.ts'

/** What was told of a task before. */
interface Heard {
  readonly messages: readonly TaskMessage[]
  readonly ofAgent: readonly AgentMessage[]
}

const STATES = {
  'task.created': 'running',
  'task.progress': 'running',
  'task.completed': 'done',
  'task.failed': 'failed',
  'task.cancelled': 'failed',
} as const satisfies Record<TaskMessage['type'], Bar['state']>

/** A bar after one more message about its task. While an agent is at work it tells what that has come to. */
export function barAfter(bar: Bar, message: TaskMessage | AgentMessage, { messages, ofAgent }: Heard): Bar {
  switch (message.type) {
    case 'usage':
      return { ...bar, message: `At work; so far ${totalsOf(message)}` }
    case 'started':
    case 'tool':
      return bar
    default: {
      const { type, step, percentage, message: text, error } = message
      // Within its step the task repeats what its agent does, which is shown already.
      const repeats =
        type === 'task.progress' &&
        ofAgent.some(({ type: told }) => told !== 'started') &&
        messages.at(-1)?.step === step
      return { ...bar, percentage, state: STATES[type], message: error ?? (repeats ? bar.message : text) }
    }
  }
}

/** `turns: 2, tokens: 3,140, $0.05` */
export const totalsOf = ({ turns, tokens, cost_usd }: Pick<AgentResult, 'turns' | 'tokens' | 'cost_usd'>): string =>
  `turns: ${turns}, tokens: ${(tokens.input + tokens.output).toLocaleString('en')}, $${cost_usd.toFixed(2)}`

/** The use of a tool as a line of its own; undefined for any other message. */
export const toolLineOf = (message: TaskMessage | AgentMessage): string | undefined =>
  message.type === 'tool' ? `      ${styleText('magenta', '›')} ${message.line}` : undefined
