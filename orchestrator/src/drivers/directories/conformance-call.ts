import { z } from 'zod'
import type { Directories } from './port.ts'

const Claim = z.object({ owner: z.string() })

/** A call of a directories driver as data, so that it can be handed to another process. */
export const DirectoriesCall = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('ensureDirectory'),
    path: z.string(),
    tag: z.object({ owner: z.string(), task: z.string() }),
  }),
  z.object({ verb: z.literal('archive'), path: z.string(), claim: Claim }),
  z.object({ verb: z.literal('remove'), path: z.string(), claim: Claim }),
])
export type DirectoriesCall = z.infer<typeof DirectoriesCall>

/** Makes the call. */
export async function perform(directories: Directories, call: DirectoriesCall, signal: AbortSignal): Promise<void> {
  switch (call.verb) {
    case 'ensureDirectory':
      return directories.ensureDirectory(call.path, call.tag, signal)
    case 'archive':
      await directories.archive(call.path, call.claim, signal)
      return
    case 'remove':
      return directories.remove({ kind: 'directory', name: call.path }, call.claim, signal)
  }
}
