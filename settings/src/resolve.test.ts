import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { Failure, type FailureCode } from '#contract'
import type { Variables } from './reference.ts'
import { resolveSettings, takeSettings } from './resolve.ts'
import { MAX_SECRET_BYTES } from './secret-file.ts'

const NAMES = ['GITHUB_TOKEN', 'REDIS_URL', 'AZURE_CLIENT_SECRET']

/** Asserts that the environment is refused with this code, by a message that holds all these texts and no secret. */
async function refuses(env: Variables, code: FailureCode, ...texts: readonly string[]): Promise<void> {
  await assert.rejects(resolveSettings(env, NAMES), (thrown) => {
    assert.ok(thrown instanceof Failure)
    assert.equal(thrown.code, code)
    for (const text of texts) assert.ok(thrown.message.includes(text), thrown.message)
    assert.doesNotMatch(thrown.message, /s3cret/)
    return true
  })
}

describe('resolveSettings', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-settings-'))
  })
  after(() => rm(folder, { recursive: true }))
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }

  it('leaves alone what is plain, and what is no secret', async () => {
    const env = { GITHUB_TOKEN: 's3cret', DOMAIN: 'keyvault:domain', DOMAIN_FILE: '/nowhere', REDIS_URL_FILE: '' }
    assert.deepEqual(await resolveSettings(env, NAMES), env)
  })

  it('reads files, each without the newline at its end and otherwise as it stands', async () => {
    const [token, url] = [await file('token', 's3cret\n'), await file('url', 'keyvault:s3cret \r\n')]
    const resolved = await resolveSettings({ GITHUB_TOKEN_FILE: token, REDIS_URL_FILE: url, GITHUB_TOKEN: '' }, NAMES)
    assert.deepEqual([resolved['GITHUB_TOKEN'], resolved['REDIS_URL']], ['s3cret', 'keyvault:s3cret '])
    const lines = await file('pem', 'one\ntwo\n\n')
    assert.equal((await resolveSettings({ GITHUB_TOKEN_FILE: lines }, NAMES))['GITHUB_TOKEN'], 'one\ntwo\n')
  })

  it('refuses what is given twice, naming all of them', () =>
    refuses(
      { GITHUB_TOKEN: 's3cret', GITHUB_TOKEN_FILE: '/a', REDIS_URL: 'redis://h', REDIS_URL_FILE: '/b' },
      ...(['CONFIG_INVALID', 'GITHUB_TOKEN_FILE', 'REDIS_URL_FILE'] as const),
    ))

  it('names variable and path of a file that is absent, a folder, empty or too long', async () => {
    const unreadable = [
      join(folder, 'absent'),
      folder,
      await file('empty', '\n'),
      await file('long', 's3cret'.repeat(MAX_SECRET_BYTES)),
    ]
    for (const path of unreadable)
      await refuses({ GITHUB_TOKEN_FILE: path }, 'SETTING_UNREADABLE', 'GITHUB_TOKEN_FILE', path)
    const longest = await file('longest', 'x'.repeat(MAX_SECRET_BYTES))
    assert.equal((await resolveSettings({ GITHUB_TOKEN_FILE: longest }, NAMES))['GITHUB_TOKEN']?.length, 65_536)
  })

  const account = {
    AZURE_TENANT_ID: '00000000-0000-4000-8000-00000000000a',
    AZURE_CLIENT_ID: '00000000-0000-4000-8000-00000000000b',
    AZURE_CLIENT_SECRET: 's3cret',
  }
  const vault = { ...account, AZURE_KEY_VAULT_URL: 'https://127.0.0.1:1' }

  it('refuses a reference that names no secret, and does not tell what it holds', () =>
    refuses({ ...vault, GITHUB_TOKEN: 'keyvault:s3cret/../x' }, 'CONFIG_INVALID', 'GITHUB_TOKEN'))

  it('refuses to look in Key Vault for what signs in to it', () =>
    refuses({ ...vault, AZURE_CLIENT_SECRET: 'keyvault:mine' }, 'CONFIG_INVALID', 'AZURE_CLIENT_SECRET_FILE'))

  it('says what is missing to read a reference: the vault, its address, the account', async () => {
    const reference = { GITHUB_TOKEN: 'keyvault:token-1' }
    const names = ['GITHUB_TOKEN', 'token-1']
    await refuses({ ...account, ...reference }, 'SETTING_UNREADABLE', ...names, 'AZURE_KEY_VAULT_URL')
    const http = { ...vault, AZURE_KEY_VAULT_URL: 'http://127.0.0.1' }
    await refuses({ ...http, ...reference }, 'SETTING_UNREADABLE', ...names, 'AZURE_KEY_VAULT_URL')
    await refuses({ ...vault, ...reference, AZURE_CLIENT_ID: '' }, 'CONFIG_INVALID', ...names, 'AZURE_CLIENT_ID')
    await refuses({ ...vault, ...reference, AZURE_TENANT_ID: 'x' }, 'CONFIG_INVALID', ...names, 'AZURE_TENANT_ID')
  })

  it('takes the secrets out of the environment that programs inherit, and tells which they are', async () => {
    const env = { GITHUB_TOKEN_FILE: await file('t', 's3cret'), REDIS_URL: 'redis://:p@h', DOMAIN: 'd' }
    const left: NodeJS.ProcessEnv = { ...env }
    const { env: settings, secrets } = await takeSettings(left, NAMES)
    assert.deepEqual(settings, { ...env, GITHUB_TOKEN: 's3cret' })
    assert.deepEqual(secrets, ['s3cret', 'redis://:p@h'])
    assert.deepEqual(left, { GITHUB_TOKEN_FILE: env.GITHUB_TOKEN_FILE, DOMAIN: 'd' })
  })

  it('loads nothing of Azure where nothing is kept there', async () => {
    const program = `
      import { registerHooks } from 'node:module'
      registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
      const { resolveSettings } = await import('#settings')
      await resolveSettings({ GITHUB_TOKEN: 's3cret' }, ['GITHUB_TOKEN'])
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
    })
    assert.match(stdout, /settings\/src\/resolve\.ts/)
    assert.doesNotMatch(stdout, /@azure|key-vault|azure-token/)
  })
})
