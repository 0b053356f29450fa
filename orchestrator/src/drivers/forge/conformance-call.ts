import { z } from 'zod'
import type { Forge } from './port.ts'

const Tag = z.object({ owner: z.string(), task: z.string() })
const Claim = z.object({ owner: z.string() })

/** A call of a forge as data, so that it can be handed to another process. */
export const ForgeCall = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('ensureRepository'),
    request: z.object({ repository: z.string(), template: z.string(), private: z.boolean() }),
    tag: Tag,
  }),
  z.object({
    verb: z.literal('ensureBranch'),
    request: z.object({ repository: z.string(), branch: z.string(), source: z.string() }),
    tag: Tag,
  }),
  z.object({
    verb: z.literal('ensureCheckout'),
    request: z.object({ repository: z.string(), branch: z.string(), directory: z.string() }),
    tag: Tag,
  }),
  z.object({
    verb: z.literal('push'),
    request: z.object({ repository: z.string(), branch: z.string(), directory: z.string() }),
  }),
  z.object({
    verb: z.literal('fetch'),
    request: z.object({ repository: z.string(), branch: z.string(), directory: z.string() }),
  }),
  z.object({
    verb: z.literal('bringForward'),
    request: z.object({ repository: z.string(), branch: z.string(), directory: z.string(), commit: z.string() }),
  }),
  z.object({
    verb: z.literal('remove'),
    thing: z.object({ kind: z.enum(['repository', 'branch', 'checkout']), name: z.string() }),
    claim: Claim,
  }),
])
export type ForgeCall = z.infer<typeof ForgeCall>

/** Makes the call. */
export async function perform(forge: Forge, call: ForgeCall, signal: AbortSignal): Promise<void> {
  switch (call.verb) {
    case 'ensureRepository':
      await forge.ensureRepository(call.request, call.tag, signal)
      return
    case 'ensureBranch':
      await forge.ensureBranch(call.request, call.tag, signal)
      return
    case 'ensureCheckout':
      await forge.ensureCheckout(call.request, call.tag, signal)
      return
    case 'push':
      await forge.push(call.request, signal)
      return
    case 'fetch':
      await forge.fetch(call.request, signal)
      return
    case 'bringForward':
      await forge.bringForward(call.request, signal)
      return
    case 'remove':
      await forge.remove(call.thing, call.claim, signal)
  }
}
