import { describeIssues, Failure } from '#contract'
import { azureAccount, AzureVariables } from './azure-variables.ts'
import { isSet, KEY_VAULT, referenceIn, type Reference, type Variables } from './reference.ts'
import { readSecretFile } from './secret-file.ts'
import { wrongSettings } from './wrong-settings.ts'

interface Options {
  /** Milliseconds within which Key Vault must have answered. @default 20_000 */
  readonly keyVaultTimeoutMs?: number
}

/**
 * The environment with every secret in plain: each may be given as it is, as the path of a file in `NAME_FILE`, or as
 * `keyvault:<name of the secret>`. What a file holds is taken as it stands. Without a reference nothing of Azure is loaded.
 * @param secretNames the variables that are secrets
 * @throws Failure CONFIG_INVALID (given twice; no name of a secret; no account to sign in with), SETTING_UNREADABLE
 */
export async function resolveSettings(
  env: Variables,
  secretNames: readonly string[],
  { keyVaultTimeoutMs = 20_000 }: Options = {},
): Promise<Variables> {
  const twice = secretNames.filter((name) => isSet(env[name]) && isSet(env[`${name}_FILE`]))
  if (twice.length > 0)
    throw wrongSettings(twice.map((name) => `${name} and ${name}_FILE are both set: choose one`).join('; '))
  const references = secretNames.flatMap((variable) => referenceIn(variable, env[variable]))
  const inFiles = secretNames.flatMap((name) => {
    const path = env[`${name}_FILE`]
    return isSet(path) ? [{ name, path }] : []
  })
  const read = inFiles.map(async ({ name, path }) => [name, await readSecretFile(`${name}_FILE`, path)] as const)
  const plain = { ...env, ...Object.fromEntries(await Promise.all(read)) }
  if (references.length === 0) return plain
  return { ...plain, ...(await fromKeyVault(plain, references, keyVaultTimeoutMs)) }
}

/** What a process starts with: its settings, and which texts in them are secrets. */
export interface Settings {
  readonly env: Variables
  readonly secrets: readonly string[]
}

/**
 * The same, and takes the secrets out of the environment given, so that no program that is started later inherits them.
 * @throws as resolveSettings does
 */
export async function takeSettings(env: NodeJS.ProcessEnv, secretNames: readonly string[]): Promise<Settings> {
  const settings = await resolveSettings(env, secretNames)
  for (const name of secretNames) Reflect.deleteProperty(env, name)
  const secrets = secretNames.map((name) => settings[name]).filter(isSet)
  return { env: settings, secrets }
}

async function fromKeyVault(env: Variables, references: readonly Reference[], timeoutMs: number): Promise<Variables> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => isSet(value)))
  const { data, error } = AzureVariables.safeParse(set)
  const wanting = references.map(({ variable, secret }) => `${variable} (${KEY_VAULT}${secret})`).join(', ')
  if (error !== undefined) {
    // A vault's address that is none keeps the secret from being read as much as one that does not answer.
    const isAddress = error.issues.every(({ path }) => path[0] === 'AZURE_KEY_VAULT_URL')
    throw new Failure(isAddress ? 'SETTING_UNREADABLE' : 'CONFIG_INVALID', `${wanting}: ${describeIssues(error)}`)
  }
  const vaultUrl = data.AZURE_KEY_VAULT_URL
  if (vaultUrl === undefined) throw new Failure('SETTING_UNREADABLE', `${wanting}: AZURE_KEY_VAULT_URL is not set`)
  const account = azureAccount(data)
  if (account === undefined)
    throw wrongSettings(
      `${wanting}: signing in to Key Vault needs AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE`,
    )
  const [{ createTokenSource }, { readKeyVault }] = await Promise.all([
    import('./azure-token.ts'),
    import('./key-vault.ts'),
  ])
  return readKeyVault({ vaultUrl, tokens: createTokenSource(account), timeoutMs }, references)
}
