import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Claim, Tag } from './effect.ts'
import { unlessAbsent } from './errno.ts'

const TagFile = z.object({ owner: z.string(), task: z.string(), made_at: z.iso.datetime() })

/**
 * The tag that a file holds; undefined when there is none. One that can't be understood counts as none: what has no
 * tag of ours is never adopted and never removed, which is the safe side.
 */
export async function readTag(file: string): Promise<Tag | undefined> {
  const text = await unlessAbsent(readFile(file, 'utf8'))
  return text === undefined ? undefined : parseTag(TagFile, text)
}

/** A tag, with whatever else the schema asks for, out of the text of a tag file; undefined if it is not one. */
export function parseTag<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** Writes a tag file. Call it inside a directory that is not in its place yet: the write itself is not atomic. */
export async function writeTag(file: string, { owner, task }: Tag): Promise<void> {
  await writeFile(file, `${JSON.stringify({ owner, task, made_at: new Date().toISOString() })}\n`)
}

/** Whether a removal with this claim may touch what carries this tag. */
export const covers = (claim: Claim, tag: Tag): boolean =>
  tag.owner === claim.owner && (claim.task === undefined || tag.task === claim.task)
