import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Slugs that would shadow a host or a route of the platform itself. */
export const RESERVED_SLUGS: readonly string[] = [
  'api',
  'app',
  'www',
  'mail',
  'admin',
  'portal',
  'static',
  'assets',
  'sandbox',
]

/** Longest DNS label (RFC 1035, 2.3.4), and so the longest slug. */
export const MAX_LABEL = 63

/** A name that is safe as DNS label, directory, branch part and compose project: 3–63 of a–z, 0–9 and inner single hyphens. */
export const Slug = z
  .string()
  .min(3, 'must have at least 3 characters')
  .max(MAX_LABEL, `must have at most ${MAX_LABEL} characters`)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'may hold only a–z, 0–9 and single hyphens inside')
  .refine((slug) => !RESERVED_SLUGS.includes(slug), 'is reserved')

/** An opaque id of the portal, usually a UUID. */
export const Id = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'may hold only letters, digits, "-" and "_", and starts with a letter or digit')

/** A task id is a BullMQ job id too, which may not be all digits. */
export const TaskId = Id.refine((id) => !/^\d+$/.test(id), 'may not be all digits')

/** A repository on the forge, as "owner/name". */
export const RepositoryName = z
  .string()
  .max(140)
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'must be "owner/name"')
  .refine((name) => !name.includes('..') && !name.endsWith('.git') && !name.endsWith('.lock'), 'must be "owner/name"')

/** A branch name within git's rules (git-check-ref-format), narrowed to what no shell or URL treats specially. */
export const BranchName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/, 'is not a branch name')
  .refine((name) => !name.includes('..') && !/\.(?:lock)?(?:\/|$)/.test(name), 'is not a branch name')

export type ResourceType = 'team' | 'workspace' | 'sandbox'

/** Key of a resource wherever one string must name it: `team:<id>`. What everything that was made for it is tagged with. */
export const ownerKey = (type: ResourceType | 'agent', id: string): string => `${type}:${id}`

/** `{workspace}-{sandbox}`: unique among sandboxes, and at most 63 characters long. */
export const fullSlug = (workspaceSlug: string, sandboxSlug: string): string => `${workspaceSlug}-${sandboxSlug}`

/** Host under which a resource answers, below the platform's domain. `slug` is the full slug for a sandbox. */
export const hostOf = (type: ResourceType, slug: string, domain: string): string => {
  switch (type) {
    case 'team':
      return `${slug}.${domain}`
    case 'workspace':
      return `${slug}.app.${domain}`
    case 'sandbox':
      return `${slug}.sandbox.${domain}`
  }
}

/** OAuth redirect URI of the application that answers under a host. */
export const callbackUri = (host: string): string => `https://${host}/api/auth/callback`

/** Branch on which a sandbox works. */
export const branchOf = (sandboxFullSlug: string): string => `sandbox/${sandboxFullSlug}`

/** Compose project of a resource; `agent` is the long-lived agent container beside the sandbox of this full slug. */
export const stackOf = (type: ResourceType | 'agent', slug: string): string => `${type}-${slug}`

const FOLDERS: Readonly<Record<ResourceType, string>> = { team: 'teams', workspace: 'workspaces', sandbox: 'sandboxes' }

/** Directory of a resource, relative to the data root, with `/`. */
export const directoryOf = (type: ResourceType, slug: string): string => `${FOLDERS[type]}/${slug}`

/** TinyDB file of a resource, relative to the data root. Alone in its folder, so that the folder can be mounted. */
export const databaseOf = (type: ResourceType, slug: string): string => `${directoryOf(type, slug)}/database/db.json`

/** Checkout of a workspace or sandbox, relative to the data root. */
export const checkoutOf = (type: ResourceType, slug: string): string => `${directoryOf(type, slug)}/checkout`

/** Folder in a resource's directory that alone holds secrets in plain; it never goes to the archive. */
export const SECRETS_FOLDER = '.secrets'

/** Folder in which a sandbox's long-lived agent container keeps what it likes, relative to the data root. */
export const agentFolderOf = (sandboxFullSlug: string): string => `${directoryOf('sandbox', sandboxFullSlug)}/agent`

/** Repository of a workspace under the organisation (or user) that owns all of them. */
export const repositoryOf = (organisation: string, workspaceSlug: string): string => `${organisation}/${workspaceSlug}`

/** Unique name of a workspace's app registration. */
export const applicationOf = (workspaceSlug: string): string => `slipway-${workspaceSlug}`

/** A UUID that is always the same for one text. */
export const derivedId = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Id of the team that is made for a workspace which names none: always the same for one workspace. */
export const madeTeamId = (workspaceId: string): string => derivedId(`slipway team of workspace ${workspaceId}`)

/** Id of a leftover: always the same for one thing of one owner. */
export const leftoverId = ({ owner, kind, name }: { owner: string; kind: string; name: string }): string =>
  createHash('sha256').update(`${owner} ${kind} ${name}`).digest('hex').slice(0, 16)
