import { codexCommand } from './codex/command.ts'
import { CodexReader } from './codex/reader.ts'
import type { AgentCli } from './port.ts'

/** OpenAI's Codex, without a terminal; written against 0.169.0. */
export const CODEX: AgentCli = {
  name: 'codex',
  command: codexCommand,
  reader: (request) => new CodexReader(request),
}
