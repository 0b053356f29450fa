import { Failure } from '#contract'
import type { Tag } from '../../effect.ts'

// In the description, because that is all a repository can be given in the very call that makes it.
const MARKER = /\[slipway (?<instance>[0-9A-Za-z-]+) (?<owner>[a-z]+:[0-9A-Za-z_-]+) (?<task>[0-9A-Za-z_-]+)\]/g

/** GitHub's limit. */
const LONGEST = 350

/** What a repository that is made for an owner says of itself. @throws Failure INTERNAL where it can't be read back */
export function describe(instance: string, { owner, task }: Tag): string {
  const description = `Made by Slipway [slipway ${instance} ${owner} ${task}]`
  const read = tagIn(instance, description)
  if (read?.owner === owner && read.task === task && description.length <= LONGEST) return description
  throw new Failure('INTERNAL', `"${description}" can't be the description of a repository`, { class: 'permanent' })
}

/**
 * The tag in a description; undefined where there is none of this installation, or more than one: what is not certainly
 * ours is nobody's.
 */
export function tagIn(instance: string, description: string | null): Tag | undefined {
  const [marker, ...others] = [...(description ?? '').matchAll(MARKER)]
  const { owner, task, instance: theirs } = marker?.groups ?? {}
  if (owner === undefined || task === undefined || theirs !== instance || others.length > 0) return undefined
  return { owner, task }
}
