import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '#contract'
import { unlessAbsent } from '../errno.ts'

const tagged = { owner: z.string(), task: z.string(), made_at: z.iso.datetime() }

/** What is stored of an application. */
export const ApplicationRecord = z.object({
  client_id: z.uuid(),
  /** Sealed by the vault with secretContext. */
  sealed_secret: z.string(),
  ...tagged,
})
export type ApplicationRecord = z.infer<typeof ApplicationRecord>

/** What is stored of a redirect URI. */
export const RedirectUriRecord = z.object({
  uri: z.string(),
  /** Whether it came with the application: then it is a part of it, and not listed as a thing of its own. */
  with_application: z.boolean(),
  ...tagged,
})
export type RedirectUriRecord = z.infer<typeof RedirectUriRecord>

export const applicationFile = (folder: string): string => join(folder, 'application.json')

/** Binds a sealed secret to its application, so that it can't be put into the record of another. */
export const secretContext = (clientId: string): string => `client secret of ${clientId}`

export const serialize = (record: ApplicationRecord | RedirectUriRecord): string =>
  `${JSON.stringify(record, undefined, 2)}\n`

/**
 * The record in a file; undefined when there is none.
 * @throws Failure IDENTITY_FAILED (permanent) when it holds something else: nobody but this driver writes here
 */
export async function readRecord<T>(schema: z.ZodType<T>, file: string): Promise<T | undefined> {
  const text = await unlessAbsent(readFile(file, 'utf8'))
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Failure('IDENTITY_FAILED', `"${file}" is damaged`, { cause, class: 'permanent' })
  }
}
