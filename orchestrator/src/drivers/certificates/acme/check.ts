import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import { type Account, assertBinding } from './account.ts'
import { assertProfile, type Directory, readDirectory } from './directory.ts'
import { isAcmeError } from './problem.ts'
import { type Caller, exchange } from './transport.ts'

export interface CheckOptions {
  readonly directoryUrl: string
  readonly email: string
  readonly profile: string | undefined
  readonly externalAccount: object | undefined
  readonly account: Account
}

const STAGING = /\bstaging\b/

/** What is right and wrong with an authority and the account there. @throws the signal's reason only */
export async function checkAuthority(options: CheckOptions, caller: Caller): Promise<Finding[]> {
  let directory: Directory | undefined
  const authority = await finding('certificate authority', caller, async () => {
    directory = await readDirectory(options.directoryUrl, caller)
    return describe(options.directoryUrl, directory)
  })
  if (directory === undefined) return [authority]
  const known = directory
  return [
    authority,
    await finding('certificate profile', caller, () => {
      assertProfile(known, options.profile)
      return options.profile ?? "the authority's default"
    }),
    await finding('ACME account', caller, () => checkAccount(options, known, caller)),
  ]
}

function describe(url: string, { meta: { termsOfService } }: Directory): string {
  const staging = STAGING.test(new URL(url).hostname)
    ? '; its certificates are for testing, and nobody trusts them'
    : ''
  return `${url}${staging}${termsOfService === undefined ? '' : `; terms of service: ${termsOfService}`}`
}

async function checkAccount(options: CheckOptions, directory: Directory, caller: Caller): Promise<string> {
  const { account, email, externalAccount } = options
  if (!(await account.isRegistered())) {
    assertBinding(directory.meta.externalAccountRequired, externalAccount !== undefined)
    return `${email} is registered with the first certificate`
  }
  const client = await account.open(directory, caller)
  // Without anything to change this is a POST-as-GET of the account.
  const { status } = await exchange(caller, () => client.updateAccount())
  if (status === 'valid') return `${email} is registered`
  throw new Failure('CERTIFICATE_REFUSED', `the certificate authority has the account of ${email} as ${status}`)
}

async function finding(name: string, { signal }: Caller, look: () => Promise<string> | string): Promise<Finding> {
  try {
    return { state: 'ok', name, detail: await look() }
  } catch (thrown) {
    signal.throwIfAborted()
    // An account that the authority has forgotten is registered anew by the next certificate.
    const state = isAcmeError(thrown, 'accountDoesNotExist') ? 'warning' : 'failed'
    return { state, name, failure: Failure.from(thrown) }
  }
}
