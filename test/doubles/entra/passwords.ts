import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { named } from './applications.ts'
import { isoTime } from './clock.ts'
import type { PasswordCredential } from './directory.ts'
import { type GraphHandler, permit } from './graph-call.ts'
import { badRequest, GraphError } from './graph-error.ts'

// What a client may ask of a new password. The service makes its text itself.
const Asked = z.strictObject({
  displayName: z.string().nullable().optional(),
  startDateTime: z.iso.datetime({ offset: true }).nullable().optional(),
  endDateTime: z.iso.datetime({ offset: true }).nullable().optional(),
})
const AddPassword = z.strictObject({ passwordCredential: Asked.nullable().optional() }).default({})
const RemovePassword = z.strictObject({ keyId: z.string() })

const DEFAULT_LIFE_MS = 2 * 365 * 24 * 3_600_000
/** Entries of all lists of an application: https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const MANIFEST_ENTRIES = 1200

/** A new password, whose text this answer alone holds. */
export const addPassword: GraphHandler = (call) => {
  const application = named(call, 'id')
  permit.write(call, application)
  const { data, error } = AddPassword.safeParse(call.request.body)
  if (data === undefined) throw badRequest(`Invalid value specified for passwordCredential: ${z.prettifyError(error)}`)
  const asked = data.passwordCredential ?? {}
  const start = asked.startDateTime ?? isoTime(call.clock.now())
  const end = asked.endDateTime ?? isoTime(Date.parse(start) + DEFAULT_LIFE_MS)
  if (Date.parse(end) <= Date.parse(start))
    throw badRequest('The end date of the credential is not after its start date.')
  const { tags, web } = application.properties
  if (application.passwords.length + tags.length + web.redirectUris.length >= MANIFEST_ENTRIES) {
    throw new GraphError(400, 'Directory_QuotaExceeded', 'The size of the object has exceeded its limit.')
  }
  const made: PasswordCredential = {
    keyId: randomUUID(),
    displayName: asked.displayName ?? null,
    secretText: randomBytes(30).toString('base64url'),
    startDateTime: start,
    endDateTime: end,
  }
  application.passwords = [...application.passwords, made]
  return { status: 200, body: { customKeyIdentifier: null, ...made, hint: made.secretText.slice(0, 3) } }
}

export const removePassword: GraphHandler = (call) => {
  const application = named(call, 'id')
  permit.write(call, application)
  const { data } = RemovePassword.safeParse(call.request.body)
  const kept = application.passwords.filter(({ keyId }) => keyId !== data?.keyId)
  if (kept.length === application.passwords.length) {
    throw badRequest(`No password credential found with keyId '${data?.keyId ?? ''}'.`)
  }
  application.passwords = kept
  return { status: 204 }
}
