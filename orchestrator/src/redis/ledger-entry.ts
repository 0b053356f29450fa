import { z } from 'zod'
import { EffectKind } from '#contract'

/** A thing that stands, or may stand, for its owner: declared before it was made. */
export const LedgerEntry = z.object({
  task: z.string(),
  at: z.string(),
  /** It was left standing on purpose when its owner was deleted. */
  kept: z.literal(true).optional(),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const ledgerEntry = (entry: LedgerEntry): string => JSON.stringify(entry)

/** `<kind> <name>`: kinds hold no space, names may. */
export const ledgerField = ({ kind, name }: { kind: EffectKind; name: string }): string => `${kind} ${name}`

export const parseLedgerField = (field: string): { kind: EffectKind; name: string } => {
  const space = field.indexOf(' ')
  return { kind: EffectKind.parse(field.slice(0, space)), name: field.slice(space + 1) }
}
