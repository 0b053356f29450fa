import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { StepSpec } from '../saga/define-task.ts'
import type { TaskEnv } from './task-env.ts'

/** 256 bits: as long as the HMAC-SHA-256 that it keys (RFC 2104, 3). */
const SECRET_BYTES = 32
const contextOf = (owner: string): string => `${owner} agent_webhook_secret`

/** A fresh secret for the sandbox's agent webhook. Its output is sealed, so that the journal holds nothing readable. */
export const webhookSecretStep = <Input, Facts>(): StepSpec<Input, Facts, TaskEnv, unknown, string> => ({
  title: 'Making the webhook secret',
  output: z.string(),
  run: ({ env, owner }) =>
    Promise.resolve(env.drivers.vault.seal(randomBytes(SECRET_BYTES).toString('hex'), contextOf(owner))),
})

/** What opens secrets. */
export interface SecretEnv {
  readonly drivers: Pick<TaskEnv['drivers'], 'vault'>
}

/** The secret in plain, for the one channel that the portal reads it from, and for what is signed with it. */
export const openWebhookSecret = ({ drivers }: SecretEnv, owner: string, sealed: string): string =>
  drivers.vault.open(sealed, contextOf(owner))
