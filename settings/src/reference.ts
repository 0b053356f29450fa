import { AZURE_CREDENTIALS } from './azure-variables.ts'
import { wrongSettings } from './wrong-settings.ts'

/** Variables by name; an empty one counts as unset. */
export type Variables = Readonly<Record<string, string | undefined>>

export const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''

/** What a value begins with that stands for a secret in Key Vault. */
export const KEY_VAULT = 'keyvault:'

/** A variable whose value is kept in Key Vault. */
export interface Reference {
  readonly variable: string
  /** Name of the secret. */
  readonly secret: string
}

/** Key Vault's rule for names of secrets (https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates). */
const SECRET_NAME = /^[0-9A-Za-z-]{1,127}$/
const CREDENTIALS: ReadonlySet<string> = new Set(AZURE_CREDENTIALS)

/**
 * The reference that a variable's value is, if it is one.
 * @throws Failure CONFIG_INVALID when it names no secret, or what signs in to Key Vault itself
 */
export function referenceIn(variable: string, value: string | undefined): Reference[] {
  if (value?.startsWith(KEY_VAULT) !== true) return []
  const secret = value.slice(KEY_VAULT.length)
  if (CREDENTIALS.has(variable))
    throw wrongSettings(
      `${variable} signs in to Key Vault and can't be kept in it: give it as it is or as ${variable}_FILE`,
    )
  if (!SECRET_NAME.test(secret))
    throw wrongSettings(
      `${variable}: what follows "${KEY_VAULT}" must be the name of a secret (letters, digits, hyphens)`,
    )
  return [{ variable, secret }]
}
