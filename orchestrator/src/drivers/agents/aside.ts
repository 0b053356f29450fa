import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import type { AgentHost } from './hosts/port.ts'
import type { RunFolder } from './run-folder.ts'

const TIMEOUT_MS = 60_000

// What is put aside is in a folder of the attempt: `<n>` with its path in `<n>.path`. Once that folder has its name it is not
// done again: what is there by then, the agent has made.
const PUT_ASIDE = `set -eu
aside=$1
shift
[ ! -e "$aside" ] || exit 0
mkdir -p "$aside.making"
number=0
for path in "$@"; do
  number=$((number + 1))
  [ -e "$path" ] || [ -L "$path" ] || continue
  printf '%s' "$path" >"$aside.making/$number.path"
  mv -T -- "$path" "$aside.making/$number"
done
mv -T -- "$aside.making" "$aside"`

// What the agent has made in its place stays.
const PUT_BACK = `set -eu
for file in "$1"/aside-*/*.path; do
  [ -e "$file" ] || continue
  path=$(cat "$file")
  kept=\${file%.path}
  if [ -e "$path" ] || [ -L "$path" ]; then continue; fi
  if [ -e "$kept" ] || [ -L "$kept" ]; then mv -T -- "$kept" "$path"; fi
done
rm -rf -- "$1"/aside-*`

/** Takes paths out of the tree of a run for as long as an attempt goes on. Does so once. */
export async function putAside(
  folder: RunFolder,
  host: AgentHost,
  attempt: number,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return
  await inTree(folder, host, [PUT_ASIDE, 'sh', join(folder.scratch, `aside-${attempt}`), ...paths], signal)
}

/** Puts everything back that was taken out of the tree of a run. Its agent must have ended. */
export async function putBack(folder: RunFolder, host: AgentHost, signal: AbortSignal): Promise<void> {
  if (!(await readdir(folder.scratch)).some((name) => name.startsWith('aside-'))) return
  await inTree(folder, host, [PUT_BACK, 'sh', folder.scratch], signal)
}

async function inTree(
  { tree }: RunFolder,
  host: AgentHost,
  script: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const command = { argv: ['sh', '-c', ...script] as const, cwd: tree, env: {}, stdin: '' }
  const { exitCode, stderr } = await host.exec(command, { timeoutMs: TIMEOUT_MS, signal })
  if (exitCode === 0) return
  const text = `Files of the repository could not be put aside on ${host.name}: ${stderr.trim()}`
  throw new Failure('AGENT_COMMAND_FAILED', text)
}
