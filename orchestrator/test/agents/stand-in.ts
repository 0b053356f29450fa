import { z } from 'zod'
import type { AgentTokens } from '#contract'
import type { AgentCli, AgentEvent } from '../../src/drivers/agents/clis/port.ts'

const Line = z.object({
  session: z.string().optional(),
  tool: z.string().optional(),
  turns: z.number().optional(),
  /** How it ends: a failure by its code, or well. */
  summary: z.string().optional(),
  /** It has used up what it was given. */
  limit: z.literal(true).optional(),
  code: z.enum(['AGENT_API_ERROR', 'AGENT_USAGE_LIMIT', 'AGENT_FAILED']).optional(),
})

const NO_TOKENS = { input: 0, output: 0, cached: 0 }
const tokensOf = (turns: number): AgentTokens => ({ input: 10 * turns, output: turns, cached: 0 })

const parse = (text: string): z.infer<typeof Line> | undefined => {
  try {
    return Line.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // a line of a program that the script ran
  }
}

/**
 * An agent's tool for tests: a shell. The prompt is its script, which prints its events as JSON. `$1` is whether its session is
 * new or resumed, `$2` the session's id. `exit 44` says that the session is unknown.
 */
export const standIn: AgentCli = {
  name: 'claude',
  command: ({ prompt, session }) => ({
    args: ['-s', session.kind, session.id],
    env: { STAND_IN: 'yes' },
    stdin: prompt,
    absent: ['.plugins', 'plugins.json'],
  }),
  reader: () => {
    let last: z.infer<typeof Line> = {}
    let [turns, session]: [number, string | undefined] = [0, undefined]
    return {
      line(text): AgentEvent[] {
        const line = parse(text)
        if (line === undefined) return []
        turns = line.turns ?? turns
        session = line.session ?? session
        if (line.summary !== undefined || line.code !== undefined) last = line
        return [
          ...(line.session === undefined ? [] : [{ kind: 'session', id: line.session } as const]),
          ...(line.tool === undefined ? [] : [{ kind: 'tool', line: line.tool } as const]),
          ...(line.limit === undefined ? [] : [{ kind: 'limit' } as const]),
          ...(line.turns === undefined
            ? []
            : [{ kind: 'usage', turns, costUsd: turns / 10, tokens: tokensOf(turns) } as const]),
        ]
      },
      end({ exitCode, reason }) {
        const unknown = exitCode === 44 ? { unknownSession: true as const } : {}
        const code = last.code ?? (exitCode === 0 ? undefined : 'AGENT_FAILED')
        const mendable = code === 'AGENT_API_ERROR' ? { transient: true as const } : {}
        const message = `${reason} with ${exitCode ?? 'nothing'}`
        return {
          failure: code === undefined ? undefined : { code, message, retryAfterMs: 5, ...mendable, ...unknown },
          summary: last.summary ?? '',
          structured: undefined,
          sessionId: session,
          turns,
          costUsd: turns / 10,
          tokens: turns === 0 ? NO_TOKENS : tokensOf(turns),
        }
      },
    }
  },
}
