import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { App, Octokit, RequestError } from 'octokit'
import { type GitHub, type GitHubOptions, startGitHub } from './github.ts'

type InstalledApp = ReturnType<GitHub['addApp']>

/** A GitHub with an organisation "acme", its admin "ada", her token for everything, and the template "acme/template". */
export async function startAcme(options: GitHubOptions = {}): Promise<{ github: GitHub; token: string }> {
  const github = await startGitHub({ generateMs: 20, ...options })
  github.addUser('ada')
  github.addOrganisation('acme', { ada: 'admin' })
  const files = { 'README.md': '# Template\n', 'src/app.js': 'go()\n' }
  await github.addTemplate('acme/template', files, { branches: { 'feature/a': { 'a.txt': 'a' } } })
  return { github, token: github.addToken({ login: 'ada', scopes: ['repo', 'delete_repo', 'workflow'] }) }
}

/** A client that tells every answer as it comes. */
export const clientOf = ({ apiUrl }: GitHub, auth: string): Octokit =>
  new Octokit({ auth, baseUrl: apiUrl, retry: { enabled: false }, throttle: { enabled: false } })

/** A client that speaks as an app itself. */
export const appClient = (github: GitHub, { appId, privateKey }: Pick<InstalledApp, 'appId' | 'privateKey'>): Octokit =>
  new App({
    appId,
    privateKey,
    Octokit: Octokit.defaults({ baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } }),
  }).octokit

/** A new token of an installation. */
export async function installationToken(github: GitHub, app: InstalledApp): Promise<string> {
  const { data } = await appClient(github, app).rest.apps.createInstallationAccessToken({
    installation_id: app.installationId,
  })
  return data.token
}

/** Asserts that a call is refused with this status, and gives what it was refused with. */
export async function refused(status: number, call: Promise<unknown>): Promise<RequestError> {
  try {
    await call
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) throw thrown
    assert.equal(thrown.status, status, thrown.message)
    return thrown
  }
  throw new assert.AssertionError({ message: `was answered, but ${status} was to be expected` })
}

/** Asks until the answer is no refusal of this status any more. */
export async function until<T>(notStatus: number, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (thrown) {
      if (!(thrown instanceof RequestError) || thrown.status !== notStatus) throw thrown
      await sleep(5)
    }
  }
}
