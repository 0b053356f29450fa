import type { CliCommand, CliRequest } from '../port.ts'
import { toolsFor, type Grant } from '../profiles.ts'

const HEADLESS = ['--print', '--output-format', 'stream-json', '--verbose']

/**
 * Nobody is there to be asked: what is not allowed beforehand is denied. `bypassPermissions` is no choice, as claude refuses it
 * to root. No server, skill or command of the repository is used.
 */
const ALONE = ['--permission-mode', 'dontAsk', '--strict-mcp-config', '--disable-slash-commands']

/** Confined to the working directory, deaf to every settings file: of the user, and of the repository with its hooks. */
const CONFINED = ['--restricted']
/** The user's settings count, the repository's don't. */
const OF_USER = ['--setting-sources', 'user']

const ENVIRONMENT = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  // `@path` in a card would put that file into the prompt.
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  // The run ends with the process: what is left in the background would be cut off.
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_DISABLE_CRON: '1',
  // An outage is tried again by the task, with longer pauses: 2 more attempts are enough here (the default is 10).
  CLAUDE_CODE_MAX_RETRIES: '2',
  API_TIMEOUT_MS: '180000',
}

/** How claude is called. Its last answer follows a schema by its own tool for that. */
export function claudeCommand(request: CliRequest): CliCommand {
  const { profile, allowedTools, model, maxTurns, maxBudgetUsd, jsonSchema, session, prompt } = request
  const grants = toolsFor(profile, allowedTools)
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['--model', model],
    ['--max-turns', maxTurns],
    ['--max-budget-usd', maxBudgetUsd],
    ['--json-schema', jsonSchema === undefined ? undefined : JSON.stringify(jsonSchema)],
    [session.kind === 'new' ? '--session-id' : '--resume', session.id],
    ['--tools', grants.map(({ tool }) => tool).join(',')],
  ]
  return {
    args: [
      ...HEADLESS,
      ...ALONE,
      ...(profile === 'full-access' ? OF_USER : CONFINED),
      ...options.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
      ...grants.flatMap(rulesOf).map((rule) => `--allowedTools=${rule}`),
    ],
    env: ENVIRONMENT,
    // A prompt that begins with a slash is a command to claude, and reaches no model; not so after a line break.
    stdin: prompt.startsWith('/') ? `\n${prompt}` : prompt,
    absent: [],
  }
}

const rulesOf = ({ tool, patterns }: Grant): readonly string[] =>
  patterns.length === 0 ? [tool] : patterns.map((pattern) => `${tool}(${pattern})`)
