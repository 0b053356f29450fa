import { text } from 'node:stream/consumers'
import { Failure } from '#contract'
import { settingsPath } from '../config.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import type { Me } from '../portal/shapes.ts'
import type { Paint } from '../screen/paint.ts'
import { labelled } from '../screen/result-lines.ts'
import type { Screen } from '../screen/screen.ts'
import { askSecret } from '../screen/secret.ts'
import { removeSettings, writeSettings } from '../settings-file.ts'

const meLines = ({ principal }: Me, url: string, paint: Paint): string[] => {
  const { id, name, kind, scopes, teams } = principal
  const inTeams = teams === 'all' ? 'all' : teams.map(({ team_id, role }) => `${team_id} (${role})`).join(', ')
  return labelled(
    [
      ['portal-api', url],
      ['as', name === undefined || name === id ? id : `${name} (${id})`],
      ['kind', kind],
      ['scopes', scopes.join(' ')],
      ['teams', inTeams === '' ? 'none' : inTeams],
    ],
    paint,
  )
}

/** From a pipe, or typed without being shown. @throws Failure WRONG_USAGE */
const askToken = async (url: string, screen: Screen, signal: AbortSignal): Promise<string> => {
  const typed = screen.isInteractive ? await askSecret(`Token for ${url}: `, screen, signal) : await text(process.stdin)
  if (typed.trim() === '') throw new Failure('WRONG_USAGE', 'There is no token on standard input.')
  return typed.trim()
}

export const login = defineCommand({
  usage: 'login',
  summary: 'Remember the address and the token of a portal-api',
  examples: [
    ['slipway login --url https://slipway.example.org', 'Ask for the token, try it, and remember both'],
    ['slipway login --url https://slipway.example.org < token.txt', 'With the token from a file'],
  ],
  options: (yargs) => yargs,
  run: async (_args, { screen, env, signal, target }) => {
    const { url, token: known, tokenIsGiven } = await target()
    const token = tokenIsGiven && known !== undefined ? known : await askToken(url, screen, signal)
    const { createPortal } = await import('../portal/portal.ts')
    const me = await createPortal({ url, token, signal }).me()
    const path = settingsPath(env)
    await writeSettings(path, { url, token })
    if (screen.json) screen.printJson(me)
    else screen.print(`${screen.paint.green('✓')} Logged in; remembered in ${path}`, ...meLines(me, url, screen.paint))
    return EXIT.done
  },
})

export const logout = defineCommand({
  usage: 'logout',
  summary: 'Forget what login remembered',
  examples: [['slipway logout', 'The token stays valid: slipway token revoke ends it']],
  options: (yargs) => yargs,
  run: async (_args, { screen, env }) => {
    const path = settingsPath(env)
    await removeSettings(path)
    if (screen.json) screen.printJson({ removed: path })
    else screen.print(`${screen.paint.green('✓')} Forgotten: ${path}`)
    return EXIT.done
  },
})

export const whoami = defineCommand({
  usage: 'whoami',
  summary: 'Show as whom you talk to which portal-api',
  examples: [['slipway whoami', 'Address, name, scopes and teams']],
  options: (yargs) => yargs,
  run: async (_args, { screen, target, portal }) => {
    const me = await (await portal()).me()
    if (screen.json) screen.printJson(me)
    else screen.print(...meLines(me, (await target()).url, screen.paint))
    return EXIT.done
  },
})
