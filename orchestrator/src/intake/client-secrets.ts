import {
  applicationOf,
  ClientSecretQuestion,
  describeIssues,
  Failure,
  SECRET_ENCRYPTION,
  type ClientSecretAnswer,
} from '#contract'
import type { TaskEnv } from '../steps/task-env.ts'

/** After which portal-api waits no longer, in milliseconds. */
const TIMEOUT_MS = 5_000

/**
 * The client secret of a workspace's application, encrypted to the key of the one who asks: nothing readable passes through Redis.
 * @throws Failure INVALID_REQUEST, RESOURCE_NOT_FOUND, SECRET_UNREADABLE
 */
export async function answerClientSecret(data: unknown, env: TaskEnv): Promise<ClientSecretAnswer> {
  const question = ClientSecretQuestion.safeParse(data)
  if (!question.success)
    throw new Failure('INVALID_REQUEST', `Not a question for a secret: ${describeIssues(question.error)}`)
  const { workspace_id, key } = question.data
  const workspace = await env.inventory.get('workspace', workspace_id)
  if (workspace === undefined)
    throw new Failure('RESOURCE_NOT_FOUND', `There is no workspace ${JSON.stringify(workspace_id)}`)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const secret = await env.drivers.identity.readSecret(applicationOf(workspace.slug), signal)
  const { CompactEncrypt, importJWK } = await import('jose') // Hardly ever needed: an idle orchestrator goes without.
  const sealed = await new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader(SECRET_ENCRYPTION)
    .encrypt(await importJWK(key, SECRET_ENCRYPTION.alg))
  return { sealed }
}
