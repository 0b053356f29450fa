import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Slug } from '#contract'
import { unlessAbsent } from '../drivers/errno.ts'
import { override, policyOf } from './policy-of.ts'
import type { AgentPolicies, AgentPolicy } from './policy.ts'
import { checked, invalid, readAgentsFile } from './read-file.ts'
import { AgentsFile, OverrideFile } from './schema.ts'

const ENDING = '.yml'

/** What was made of a file, and of which state of it. */
interface Read {
  readonly state: string
  readonly policy: AgentPolicy
}

/**
 * Reads `agents.yml` in the directory of templates, and every `agents/<workspace_slug>.yml`. The file of all counts as it was
 * at the start; that of a workspace is read again when it was changed, made or removed.
 * @throws Failure AGENTS_INVALID naming the file, the place in it and the problem
 */
export async function loadPolicies(templatesDir: string): Promise<AgentPolicies> {
  const file = join(templatesDir, 'agents.yml')
  const folder = join(templatesDir, 'agents')
  const base = await readAgentsFile(file, AgentsFile)
  const common = policyOf(file, base)
  const known = new Map<string, Read>()

  const of = async (slug: string): Promise<AgentPolicy> => {
    const own = join(folder, `${checkedSlug(folder, slug)}${ENDING}`)
    const state = await stateOf(own)
    if (state === undefined) {
      known.delete(slug)
      return common
    }
    const read = known.get(slug)
    if (read?.state === state) return read.policy
    const merged = override(base, await readAgentsFile(own, OverrideFile))
    const policy = policyOf(own, checked(own, AgentsFile, merged))
    known.set(slug, { state, policy })
    return policy
  }

  for (const slug of await overriding(folder)) await of(slug)
  return { of }
}

/** Changes whenever the file does; undefined where there is none. */
async function stateOf(file: string): Promise<string | undefined> {
  const found = await unlessAbsent(stat(file, { bigint: true }))
  return found === undefined ? undefined : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join()
}

/** The workspaces that have a file of their own. What is hidden, as editors leave it, is passed over; nothing else is. */
async function overriding(folder: string): Promise<string[]> {
  const names = ((await unlessAbsent(readdir(folder))) ?? []).filter((name) => !name.startsWith('.'))
  return names.map((name) => {
    if (!name.endsWith(ENDING)) throw invalid(join(folder, name), [`is not named <workspace_slug>${ENDING}`])
    return checkedSlug(folder, name.slice(0, -ENDING.length))
  })
}

function checkedSlug(folder: string, slug: string): string {
  const parsed = Slug.safeParse(slug)
  if (parsed.success) return parsed.data
  throw invalid(join(folder, `${slug}${ENDING}`), [`"${slug}" is no slug of a workspace`], parsed.error)
}
