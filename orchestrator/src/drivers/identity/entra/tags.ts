import { createHash } from 'node:crypto'
import type { Tag } from '../../effect.ts'

// Whose an application is stands in its `tags`, which are written in the same request as what they tell of. A tag of
// Graph holds no white space and at most 256 characters.
const PREFIX = 'slipway'

/** The tag that everything of an installation carries, by which it is listed. */
export const instanceTag = (instance: string): string => `${PREFIX}:instance:${instance}`

/** The tags of a new application. */
export const applicationTags = (instance: string, tag: Tag): string[] => [
  PREFIX,
  instanceTag(instance),
  ...written(PREFIX, tag),
]

/** Whose an application is; undefined when it is not of this installation. */
export const applicationTag = (tags: readonly string[], instance: string): Tag | undefined =>
  tags.includes(instanceTag(instance)) ? read(PREFIX, tags) : undefined

/** The tags of an application that say whose one of its redirect URIs is. */
export const uriTags = (uri: string, tag: Tag): string[] => written(uriPrefix(uri), tag)

/** Whose a redirect URI is; undefined when it came with the application, or from elsewhere. */
export const tagOfUri = (uri: string, tags: readonly string[]): Tag | undefined => read(uriPrefix(uri), tags)

/** Tags without those of a redirect URI. */
export const withoutUri = (uri: string, tags: readonly string[]): string[] =>
  tags.filter((tag) => !tag.startsWith(`${uriPrefix(uri)}:`))

// A URI may be as long as a tag, so that a tag names it by its hash.
const uriPrefix = (uri: string): string =>
  `${PREFIX}:uri:${createHash('sha256').update(uri).digest('hex').slice(0, 32)}`

// Two, because owner and task may each be 128 characters long and more.
const written = (prefix: string, { owner, task }: Tag): string[] => [
  `${prefix}:owner:${owner}`,
  `${prefix}:task:${task}`,
]

function read(prefix: string, tags: readonly string[]): Tag | undefined {
  const after = (start: string) => tags.find((tag) => tag.startsWith(start))?.slice(start.length)
  const [owner, task] = [after(`${prefix}:owner:`), after(`${prefix}:task:`)]
  return owner === undefined || task === undefined ? undefined : { owner, task }
}

/** Digits of the installation's id in a unique name. */
const SUFFIX = 8
const suffixOf = (instance: string): string => `.${instance.slice(0, SUFFIX)}`

/**
 * The unique name of an application: with the installation in it, so that no other installation of the tenant ever
 * writes to the same one. An upsert changes what it finds, whosoever it is.
 */
export const uniqueNameOf = (application: string, instance: string): string => `${application}${suffixOf(instance)}`

/** The application that a unique name of this installation is for. */
export const applicationOfUniqueName = (uniqueName: string, instance: string): string | undefined =>
  uniqueName.endsWith(suffixOf(instance)) ? uniqueName.slice(0, -suffixOf(instance).length) : undefined
