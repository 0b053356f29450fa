import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Failure, fullSlug, ownerKey, Slug, type ResourceRecord } from '#contract'
import type { Inventory } from '../records/inventory.ts'
import { openWebhookSecret, type SecretEnv } from '../steps/webhook-secret.ts'
import { isSignatureOf } from './webhook-signature.ts'

/** What says which sandbox's board a delivery is from; it is believed only once the signature is seen to be right. */
const Address = z.object({ workspace_slug: Slug, sandbox_slug: Slug })

/** Slug and id that nothing has. */
const NOBODY = '-'

/** What senders are found in, and their secrets opened with. */
export interface SenderEnv extends SecretEnv {
  readonly inventory: Pick<Inventory, 'bySlug' | 'get'>
}

interface Delivery {
  readonly body: Buffer
  readonly signature: string
  /** The body as JSON; undefined when it is none. */
  readonly value: unknown
}

const refusal = (): Failure =>
  new Failure('SIGNATURE_INVALID', 'The signature is not that of this body under the secret of its sandbox.')

/**
 * Finds out whose board signed a delivery. Where there is no such sandbox the same work is done on a secret that nobody
 * has, so that neither answer nor time tells which sandboxes there are.
 * @throws Failure SIGNATURE_INVALID; SECRET_UNREADABLE
 */
export function createSenderCheck(env: SenderEnv): (delivery: Delivery) => Promise<ResourceRecord> {
  const decoy = env.drivers.vault.seal(randomBytes(32).toString('hex'), `${NOBODY} agent_webhook_secret`)

  const find = async (value: unknown): Promise<ResourceRecord | undefined> => {
    const address = Address.safeParse(value).data
    const slug = address === undefined ? NOBODY : fullSlug(address.workspace_slug, address.sandbox_slug)
    const sandbox = await env.inventory.bySlug('sandbox', slug)
    if (sandbox === undefined) await env.inventory.get('sandbox', NOBODY) // as many questions as for one that is there
    return sandbox
  }

  return async ({ body, signature, value }) => {
    const sandbox = await find(value)
    const sealed = sandbox?.sealed?.agent_webhook_secret
    const owner = sandbox === undefined || sealed === undefined ? NOBODY : ownerKey('sandbox', sandbox.id)
    const isRight = isSignatureOf(signature, openWebhookSecret(env, owner, sealed ?? decoy), body)
    if (!isRight || sandbox === undefined || sealed === undefined) throw refusal()
    return sandbox
  }
}
