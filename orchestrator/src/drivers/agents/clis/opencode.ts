import { opencodeCommand } from './opencode/command.ts'
import { OpencodeReader } from './opencode/reader.ts'
import type { AgentCli } from './port.ts'

/** OpenCode, without a terminal; written against 1.18.18. */
export const OPENCODE: AgentCli = {
  name: 'opencode',
  command: opencodeCommand,
  reader: (request) => new OpencodeReader(request),
}
