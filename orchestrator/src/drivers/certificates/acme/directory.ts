import { z } from 'zod'
import { Failure } from '#contract'
import { AcmeError, failureOf } from './problem.ts'
import { type Caller, retryAfterOf, send } from './transport.ts'

/** What is needed of a directory (RFC 8555, 7.1.1; profiles: draft-ietf-acme-profiles). */
const Directory = z.object({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  meta: z
    .object({
      termsOfService: z.string().optional(),
      externalAccountRequired: z.boolean().default(false),
      profiles: z.record(z.string(), z.string()).default({}),
    })
    .default({ externalAccountRequired: false, profiles: {} }),
})
export type Directory = z.infer<typeof Directory>

const isTemporary = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** @throws Failure ACME_DIRECTORY_INVALID when there is no ACME directory, CERTIFICATE_FAILED or _THROTTLED when it does not answer */
export async function readDirectory(url: string, caller: Caller): Promise<Directory> {
  const { status, headers, text } = await send({ method: 'GET', url }, caller)
  if (isTemporary(status)) {
    throw failureOf(new AcmeError(undefined, status), `${url} answered`, retryAfterOf(headers))
  }
  const { data } = Directory.safeParse(status === 200 ? jsonOf(text) : undefined)
  if (data !== undefined) return data
  throw new Failure('ACME_DIRECTORY_INVALID', `${url} is no ACME directory: it answered HTTP ${status} without one`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** @throws Failure CERTIFICATE_REFUSED when a profile is asked for that the directory does not offer */
export function assertProfile({ meta: { profiles } }: Directory, profile: string | undefined): void {
  if (profile === undefined || Object.hasOwn(profiles, profile)) return
  const offered = Object.keys(profiles).join(', ')
  const message = `the certificate authority offers no profile "${profile}" (ACME_PROFILE); it offers ${offered === '' ? 'none' : offered}`
  throw new Failure('CERTIFICATE_REFUSED', message)
}
