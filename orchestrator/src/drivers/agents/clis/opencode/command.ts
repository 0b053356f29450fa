import { askingForJson } from '../answer.ts'
import type { CliCommand, CliRequest } from '../port.ts'
import { permissionsFor } from './permissions.ts'

/** Neither the repository's settings, instructions, tools, servers and skills nor anybody's plugins; no traffic of its own. */
const ALONE = {
  OPENCODE_DISABLE_PROJECT_CONFIG: '1',
  OPENCODE_PURE: '1',
  OPENCODE_DISABLE_CLAUDE_CODE: '1',
  OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
  OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
  OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  OPENCODE_DISABLE_SHARE: '1',
}

/** Where 1.18 looks for plugins whatever it is told: https://github.com/anomalyco/opencode/issues/49836 */
const PLUGIN_SOURCES = ['.opencode', 'opencode.json', 'opencode.jsonc']

/** Agent of opencode's that does the work. */
const AGENT = 'build'

/** How opencode is called. What it may do is told after what its user's settings say, so that it counts. */
export function opencodeCommand(request: CliRequest): CliCommand {
  const { model, session, prompt, jsonSchema } = request
  const permission = permissionsFor(request)
  const settings = {
    ...{ autoupdate: false, share: 'disabled', snapshot: false, lsp: false, formatter: false },
    ...{ permission, agent: { [AGENT]: { permission } } },
  }
  return {
    args: [
      ...['run', '--format=json', `--agent=${AGENT}`],
      ...(model === undefined ? [] : [`--model=${model}`]),
      // A title that is given is not asked of the model. The id of a new session can't be chosen: it is in every event.
      session.kind === 'resume' ? `--session=${session.id}` : '--title=Card',
    ],
    env: { ...ALONE, OPENCODE_CONFIG_CONTENT: JSON.stringify(settings) },
    stdin: askingForJson(prompt, jsonSchema),
    absent: PLUGIN_SOURCES,
  }
}
