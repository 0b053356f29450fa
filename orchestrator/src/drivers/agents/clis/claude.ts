import { claudeCommand } from './claude/command.ts'
import { ClaudeReader } from './claude/reader.ts'
import type { AgentCli } from './port.ts'

/** Anthropic's Claude Code, without a terminal; written against 2.1.331. */
export const CLAUDE: AgentCli = {
  name: 'claude',
  command: claudeCommand,
  reader: (request) => new ClaudeReader(request),
}
