import { z } from 'zod'
import type { Stacks } from './port.ts'

const Tag = z.object({ owner: z.string(), task: z.string() })
const Request = z.object({
  stack: z.string(),
  template: z.string(),
  directory: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

/** A call of a stacks driver as data, so that it can be handed to another process. */
export const StacksCall = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('create'), request: Request, tag: Tag }),
  z.object({ verb: z.enum(['start', 'suspend', 'remove']), stack: z.string(), claim: z.object({ owner: z.string() }) }),
])
export type StacksCall = z.infer<typeof StacksCall>

/** Makes the call. */
export async function perform(stacks: Stacks, call: StacksCall, signal: AbortSignal): Promise<void> {
  switch (call.verb) {
    case 'create':
      return stacks.create(call.request, call.tag, signal)
    case 'start':
      await stacks.start(call.stack, call.claim, signal)
      return
    case 'suspend':
      return stacks.suspend(call.stack, call.claim, signal)
    case 'remove':
      return stacks.remove({ kind: 'stack', name: call.stack }, call.claim, signal)
  }
}
