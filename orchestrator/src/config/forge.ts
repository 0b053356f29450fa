import { z } from 'zod'
import { httpUrl, pem, wholeNumber, wrongSettings } from '#settings'
import type { ForgeSettings, GithubAuth } from '../drivers/settings.ts'

export const ForgeVariables = z.object({
  FORGE: z.enum(['local', 'github']).default('local'),
  FORGE_ORGANISATION: z
    .string()
    .regex(/^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$/, 'must be the name of an organisation or user')
    .default('slipway'),
  GITHUB_API_URL: httpUrl.default('https://api.github.com'),
  GITHUB_TOKEN: z.string().min(1).optional(),
  GITHUB_APP_ID: wholeNumber(1, 999_999_999).optional(),
  GITHUB_APP_INSTALLATION_ID: wholeNumber(1, 999_999_999).optional(),
  GITHUB_APP_PRIVATE_KEY: pem.optional(),
  GITHUB_CONTENT_PER_MINUTE: wholeNumber(1, 100_000).default(80),
  GITHUB_CONTENT_PER_HOUR: wholeNumber(1, 1_000_000).default(500),
})

/** @throws Failure CONFIG_INVALID when what the forge needs is missing, or stands twice */
export function forgeSettings(env: z.output<typeof ForgeVariables>): ForgeSettings {
  if (env.FORGE === 'local') return { kind: 'local' }
  return { kind: 'github', apiUrl: env.GITHUB_API_URL, organisation: env.FORGE_ORGANISATION, auth: githubAuth(env) }
}

function githubAuth(env: z.output<typeof ForgeVariables>): GithubAuth {
  const { GITHUB_TOKEN, GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID, GITHUB_APP_PRIVATE_KEY } = env
  const isApp = [GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID, GITHUB_APP_PRIVATE_KEY].some((each) => each !== undefined)
  if (GITHUB_TOKEN !== undefined) {
    if (isApp) throw wrongSettings('GITHUB_TOKEN and GITHUB_APP_… are both set: choose one')
    return { kind: 'token', token: GITHUB_TOKEN }
  }
  if (GITHUB_APP_ID === undefined || GITHUB_APP_INSTALLATION_ID === undefined || GITHUB_APP_PRIVATE_KEY === undefined)
    throw wrongSettings(
      'FORGE=github needs GITHUB_TOKEN, or GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and GITHUB_APP_PRIVATE_KEY',
    )
  return {
    kind: 'app',
    appId: GITHUB_APP_ID,
    installationId: GITHUB_APP_INSTALLATION_ID,
    privateKey: GITHUB_APP_PRIVATE_KEY,
  }
}
