import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'

const LONGEST_MS = 20_000
/** Nothing but the question itself: no update, and nothing of this process's environment, which no agent gets either. */
const QUIET = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' }

const Status = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue('is not JSON')
      return z.NEVER
    }
  })
  .pipe(z.object({ loggedIn: z.boolean() }))

/**
 * Whether a claude is logged in for the user with this home, without a call of its provider: it may still be refused.
 * @param program absolute path
 */
export async function isLoggedIn(program: string, home: string): Promise<boolean> {
  // Where it was never used nobody has logged in; asked, it would leave its first files behind.
  if (!['.claude', '.claude.json'].some((name) => existsSync(join(home, name)))) return false
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', ...QUIET }
  const claude = (...args: readonly string[]) =>
    execa(program, args, { env, extendEnv: false, stdin: 'ignore', reject: false, timeout: LONGEST_MS })
  // An older one takes what it does not know for a prompt: only its help is harmless.
  const { stdout: help } = await claude('auth', '--help')
  if (!/^Usage: claude auth\b/.test(help)) return existsSync(join(home, '.claude/.credentials.json'))
  const { stdout: status } = await claude('auth', 'status')
  return Status.safeParse(status).data?.loggedIn ?? false
}
