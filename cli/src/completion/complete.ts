import { z } from 'zod'
import type { Command, Group } from '../command.ts'
import { COMMANDS, isGroup } from '../commands/index.ts'
import { environment, findTarget, type Environment } from '../config.ts'
import { VALUES, type Candidate } from './values.ts'

/** Longest that somebody who has pressed Tab is kept waiting, in milliseconds. */
const PATIENCE_MS = 2_000

/** Options whose values are names of what stands. */
const OPTIONS: Readonly<Record<string, string>> = { '--team': 'team' }

/** Options that a word follows which is no argument; the commonest of them. */
const WITH_VALUE = /^--(?:url|token|token-file|status|type|limit|team|template|name|owner|branch)$/

const Globals = z.object({
  url: z.string().optional(),
  token: z.string().optional(),
  tokenFile: z.string().optional(),
})

/** Name of the argument that is being typed, if it is one: `team` for `slipway team delete ac`. @param words without `slipway` */
export const argumentAt = (words: readonly string[]): string | undefined => {
  const ofOption = OPTIONS[words.at(-2) ?? '']
  if (ofOption !== undefined) return ofOption
  const typed = words
    .slice(0, -1)
    .filter((word, at, all) => !word.startsWith('-') && !WITH_VALUE.test(all[at - 1] ?? ''))
  return argumentOf(COMMANDS, typed)
}

const argumentOf = (commands: readonly (Command | Group)[], [word, ...rest]: readonly string[]): string | undefined => {
  const found = commands.find((each) => (isGroup(each) ? each.word : each.usage.split(' ', 1)[0]) === word)
  if (found === undefined) return undefined
  if (isGroup(found)) return argumentOf(found.commands, rest)
  const names = found.usage.split(' ').slice(1)
  return names[rest.length]?.replace(/[<>[\]]/g, '')
}

/**
 * What may stand at the end of a line that has been typed so far: names of what stands, asked of portal-api. Nothing when
 * it can't be asked: an error amid somebody's typing helps nobody.
 * @param argv the line as yargs understands it, for its options
 */
export const complete = async (
  words: readonly string[],
  argv: unknown,
  env: Environment = environment(),
): Promise<string[]> => {
  const current = words.at(-1) ?? ''
  const valuesOf = VALUES[argumentAt(words) ?? '']
  if (valuesOf === undefined || current.startsWith('-')) return []
  try {
    const { url, token } = await findTarget(Globals.parse(argv), env)
    if (token === undefined) return []
    const { createPortal } = await import('../portal/portal.ts')
    const found = await valuesOf(createPortal({ url, token, signal: AbortSignal.timeout(PATIENCE_MS) }))
    return found
      .filter(({ word }) => word.startsWith(current))
      .map(env.SHELL?.includes('zsh') === true ? described : wordOf)
  } catch {
    return []
  }
}

const wordOf = ({ word }: Candidate): string => word
/** As zsh's _describe takes it. */
const described = ({ word, what }: Candidate): string => `${word.replaceAll(':', '\\:')}:${what}`
