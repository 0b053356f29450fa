import type { CliRequest } from '../port.ts'
import { allowsWhole, toolsFor, type Grant, type ToolName } from '../profiles.ts'

type Action = 'allow' | 'deny'

/** opencode's permissions by its names for them; of several patterns the last one that fits counts. */
export type Permissions = Readonly<Record<string, Action | Readonly<Record<string, Action>>>>

/** What a tool of ours is to opencode, besides writing and commands. */
const NAMES: Readonly<Partial<Record<ToolName, readonly string[]>>> = {
  Read: ['read', 'list'],
  Glob: ['glob'],
  Grep: ['grep'],
  Task: ['task'],
  WebFetch: ['webfetch'],
  WebSearch: ['websearch', 'codesearch'],
}

/** What opencode may do. It denies a tool that is denied whole by not offering it. */
export function permissionsFor({ profile, allowedTools }: Pick<CliRequest, 'profile' | 'allowedTools'>): Permissions {
  const grants = toolsFor(profile, allowedTools)
  const allowed = grants.flatMap(({ tool, patterns }) => (patterns.length === 0 ? (NAMES[tool] ?? []) : []))
  const bash = grants.find(({ tool }) => tool === 'Bash')
  return {
    '*': 'deny',
    todowrite: 'allow',
    ...Object.fromEntries(allowed.map((name) => [name, 'allow'] as const)),
    // Writing and editing are one permission, which is given only where both are allowed.
    edit: allowsWhole(grants, ['Write', 'Edit']) ? 'allow' : 'deny',
    bash: bash === undefined ? 'deny' : commandsOf(bash),
    // Whoever runs commands gets at everything anyhow: only the others are confined to the working directory.
    external_directory: bash?.patterns.length === 0 ? 'allow' : 'deny',
  }
}

/** Rules of commands in opencode's patterns: `npm test:*` is `npm test` with or without arguments. */
function commandsOf({ patterns }: Grant): Permissions[string] {
  if (patterns.length === 0) return 'allow'
  const allowed = patterns.flatMap((pattern) =>
    pattern.endsWith(':*') ? [pattern.slice(0, -2), `${pattern.slice(0, -2)} *`] : [pattern],
  )
  return { '*': 'deny', ...Object.fromEntries(allowed.map((pattern) => [pattern, 'allow'] as const)) }
}

/** The permission that one of opencode's tools needs, where the two are not called the same. */
const NEEDED: Readonly<Record<string, string>> = {
  write: 'edit',
  patch: 'edit',
  apply_patch: 'edit',
  multiedit: 'edit',
}

/** Whether a tool of opencode's, by its name, may be used whatever it is used for. */
export const mayAlways = (permissions: Permissions, tool: string): boolean =>
  (permissions[NEEDED[tool] ?? tool] ?? permissions['*']) === 'allow'
