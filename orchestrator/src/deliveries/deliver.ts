import { DELIVERY_HEADER, fullSlug, ownerKey, SIGNATURE_HEADER } from '#contract'
import { signatureOf } from '../intake/webhook-signature.ts'
import type { AgentRecords } from '../records/agents.ts'
import type { Cards } from '../records/cards.ts'
import type { SenderEnv } from '../intake/webhook-sender.ts'
import { openWebhookSecret } from '../steps/webhook-secret.ts'
import { deliveryBody } from './delivery-body.ts'
import { post, type Posted, type Resolve } from './post.ts'

export interface DeliverDeps {
  readonly records: Pick<AgentRecords, 'stateOf'>
  readonly cards: Pick<Cards, 'columnOf'>
  readonly env: SenderEnv
  /** Where results go that a task names no address for; undefined: nowhere. */
  readonly callbackUrl: string | undefined
  /** Hosts that may be posted to; undefined: any. */
  readonly allowedHosts: readonly string[] | undefined
  readonly resolve?: Resolve
}

/** What became of a delivery. */
export type Delivered =
  /** The task has not ended. */
  | { readonly kind: 'early' }
  /** Nobody is to be told, or nobody can be. */
  | { readonly kind: 'dropped'; readonly reason: string }
  | (Posted & { readonly host: string })

/** Posts the result of an agent task to whoever asked for it, once, signed with its sandbox's secret. */
export const createDeliver =
  ({ records, cards, env, callbackUrl, allowedHosts, resolve }: DeliverDeps) =>
  async (taskId: string, signal: AbortSignal): Promise<Delivered> => {
    const state = await records.stateOf(taskId)
    if (state.kind === 'unknown') return { kind: 'dropped', reason: 'no agent began' }
    if (state.kind === 'open') return { kind: 'early' }
    const { subject, created } = state
    const url = URL.parse(subject.callback_url ?? callbackUrl ?? '')
    if (url === null) return { kind: 'dropped', reason: 'nobody asked for it' }
    const host = url.hostname
    if (allowedHosts?.includes(host) === false)
      return { kind: 'refused', reason: 'AGENT_CALLBACK_HOSTS does not name the host', host }

    const slug = fullSlug(subject.workspace_slug, subject.sandbox_slug)
    const sandbox = await env.inventory.bySlug('sandbox', slug)
    const sealed = sandbox?.sealed?.agent_webhook_secret
    if (sandbox === undefined || sealed === undefined) return { kind: 'dropped', reason: 'its sandbox is gone' }
    const movedTo = await cards.columnOf({ sandbox: slug, id: subject.card_id }, created)
    const body = Buffer.from(JSON.stringify(deliveryBody(state, movedTo)))
    const secret = openWebhookSecret(env, ownerKey('sandbox', sandbox.id), sealed)
    const headers = { [SIGNATURE_HEADER]: signatureOf(secret, body), [DELIVERY_HEADER]: taskId }
    return { ...(await post({ url, headers, body, signal, resolve })), host }
  }
