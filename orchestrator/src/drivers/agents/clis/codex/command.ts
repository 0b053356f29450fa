import { askingForJson } from '../answer.ts'
import type { CliCommand, CliRequest } from '../port.ts'
import { allowsWhole, toolsFor, toolsForProfile } from '../profiles.ts'

type Sandbox = 'read-only' | 'workspace-write' | 'danger-full-access'

/**
 * Codex has one tool for everything, a shell in a sandbox of the kernel's: it can't tell writing a file from running a command,
 * nor one command from another. What the rules don't allow whole is therefore not allowed at all.
 */
export function sandboxFor({ profile, allowedTools }: Pick<CliRequest, 'profile' | 'allowedTools'>): Sandbox {
  const grants = toolsFor(profile, allowedTools)
  if (profile === 'full-access' && allowsWhole(grants, toolsForProfile('full-access'))) return 'danger-full-access'
  return allowsWhole(grants, ['Write', 'Edit', 'Bash']) ? 'workspace-write' : 'read-only'
}

/**
 * Nobody is there to be asked. Hooks, plugins and apps stay off, whoever set them up; a repository's own `.codex` is left out
 * by codex itself, as nobody has told it to trust the directory. Its AGENTS.md stands in the prompt
 * already; skills would come from it as well.
 */
const ALONE = [
  ...['approval_policy="never"', 'project_doc_max_bytes=0', 'skills.include_instructions=false'],
  ...['features.hooks=false', 'features.plugins=false', 'features.apps=false'],
  ...['check_for_update_on_startup=false', 'analytics.enabled=false'],
]

/** How codex is called. */
export function codexCommand(request: CliRequest): CliCommand {
  const { model, session, prompt, jsonSchema } = request
  const sandbox = sandboxFor(request)
  const web = sandbox === 'danger-full-access' ? 'live' : 'disabled'
  const settings = [...ALONE, `sandbox_mode="${sandbox}"`, `web_search="${web}"`]
  return {
    args: [
      ...['exec', '--json', '--skip-git-repo-check', '--ignore-rules'],
      ...settings.map((setting) => `--config=${setting}`),
      ...(model === undefined ? [] : [`--model=${model}`]),
      // Its id can't be chosen: it is in the first event.
      ...(session.kind === 'resume' ? ['resume', '--', session.id] : []),
      '-',
    ],
    env: {},
    stdin: askingForJson(prompt, jsonSchema),
    absent: [],
  }
}
