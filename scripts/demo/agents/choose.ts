import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../setup/programs.ts'
import { setting } from '../../setup/setting.ts'
import { isLoggedIn } from './login.ts'

/** Who works on the demo's card. */
export interface DemoAgent {
  readonly kind: 'claude' | 'stand-in'
  /** Absolute path of its program. */
  readonly program: string
  /** Who it is, and why it was chosen. */
  readonly told: string
  /** What it needs in order to reach its provider. */
  readonly env: Readonly<Record<string, string>>
}

/** Most that the card may cost with a real agent, in US dollars. */
export const BUDGET_USD = 0.5

const STAND_IN = fileURLToPath(import.meta.resolve('../stand-in/claude.ts'))

/**
 * Claude Code where this machine has one that can reach its provider, otherwise what stands in for it.
 * @param standIn never Claude Code: nothing is spent
 */
export async function chooseAgent({ standIn }: { readonly standIn: boolean }): Promise<DemoAgent> {
  if (standIn) return standingIn('it was asked for')
  const home = homedir()
  const program = findProgram(join(home, '.local/bin/claude')) ?? findProgram('claude')
  if (program === undefined) return standingIn('this machine has no claude')
  const env = given(['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'])
  const real = (access: string): DemoAgent => ({
    ...{ kind: 'claude', program, env },
    told: `Claude Code of this machine (${program}, ${access}) works on it, for at most $${BUDGET_USD.toFixed(2)}.`,
  })
  if (env['ANTHROPIC_API_KEY'] !== undefined) return real('with ANTHROPIC_API_KEY')
  return (await isLoggedIn(program, home)) ? real('logged in') : standingIn(`${program} is not logged in`)
}

const standingIn = (reason: string): DemoAgent => ({
  ...{ kind: 'stand-in', program: STAND_IN, env: {} },
  told: `A scripted stand-in for Claude Code works on it (${reason}); its tokens and costs are made up.`,
})

const given = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = setting(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
