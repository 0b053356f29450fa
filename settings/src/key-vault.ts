import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets'
import { Failure } from '#contract'
import type { Reference, Variables } from './reference.ts'

interface KeyVault {
  readonly vaultUrl: string
  readonly tokens: { token(scope: string, signal: AbortSignal): Promise<string> }
  /** Milliseconds within which all must have been read. */
  readonly timeoutMs: number
}

type Credential = ConstructorParameters<typeof SecretClient>[1]

/** All is read within seconds at the start: the client need not ask for another token in that time. */
const TOKEN_LIFE_MS = 5 * 60_000

/** Nobody repeats the start of a process; reading changes nothing and may be repeated. Bounded by the time for all. */
const RETRIES: SecretClientOptions = { retryOptions: { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 2_000 } }

/**
 * The values of variables that are kept in a vault. All are read at once, each secret one time.
 * @throws Failure SETTING_UNREADABLE that names variable, secret and vault
 */
export async function readKeyVault(vault: KeyVault, references: readonly Reference[]): Promise<Variables> {
  const { vaultUrl, tokens, timeoutMs } = vault
  const signal = AbortSignal.timeout(timeoutMs)
  const credential: Credential = {
    async getToken(scopes) {
      const token = await tokens.token([scopes].flat().join(' '), signal)
      return { token, expiresOnTimestamp: Date.now() + TOKEN_LIFE_MS }
    },
  }
  const client = new SecretClient(vaultUrl, credential, RETRIES)
  const bySecret = Map.groupBy(references, ({ secret }) => secret)
  const read = [...bySecret].map(async ([secret, users]) => {
    const variables = users.map(({ variable }) => variable)
    const unreadable = (what: string, cause?: unknown) =>
      new Failure('SETTING_UNREADABLE', `${variables.join(', ')}: Key Vault ${vaultUrl}: ${what}`, { cause })
    const { value } = await client.getSecret(secret, { abortSignal: signal }).catch((thrown: unknown) => {
      throw unreadable(whyNot(secret, thrown, signal), thrown)
    })
    if (value === undefined || value === '') throw unreadable(`the secret "${secret}" is empty`)
    return variables.map((variable) => [variable, value] as const)
  })
  return Object.fromEntries((await Promise.all(read)).flat())
}

/** What kept a secret from being read, by the vault's documented codes. */
function whyNot(secret: string, thrown: unknown, signal: AbortSignal): string {
  if (thrown instanceof Failure) return `signing in to read "${secret}" failed: ${thrown.message}`
  const status = numberIn(thrown, 'statusCode')
  if (signal.aborted) return `did not answer in time when asked for "${secret}"`
  if (status === 404) return `there is no secret "${secret}"`
  if (status === 403 && isDisabled(thrown)) return `the secret "${secret}" is disabled, expired or not valid yet`
  if (status === 403) return `the client may not read the secret "${secret}" (it needs the role Key Vault Secrets User)`
  if (status === 401) return `it does not accept the client's token to read "${secret}"`
  if (status !== undefined) return `it answered ${status} when asked for "${secret}"`
  return `it can't be reached to read "${secret}"`
}

/** https://learn.microsoft.com/azure/key-vault/general/rest-error-codes: what Key Vault adds to a 403 says which one it is. */
function isDisabled(thrown: unknown): boolean {
  const details = fieldOf(fieldOf(thrown, 'details'), 'error')
  return fieldOf(fieldOf(details, 'innerError'), 'code') === 'SecretDisabled'
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined

const numberIn = (value: unknown, name: string): number | undefined => {
  const field = fieldOf(value, name)
  return typeof field === 'number' ? field : undefined
}
