import type { FailureKind } from './kind.ts'

/** What happened to the run itself. */
export const RUN = {
  CANCELLED: { class: 'permanent', http: 409, remedy: 'Nothing: the task was cancelled and undone.' },
  ABANDONED: {
    class: 'permanent',
    http: 500,
    remedy:
      'The task was undone because its runs kept dying: look at the logs of the orchestrators, then enqueue it again.',
  },
  LEASE_LOST: { class: 'transient', http: 503, remedy: 'Nothing: another orchestrator has taken the task over.' },
  SECRET_UNREADABLE: {
    class: 'permanent',
    http: 500,
    remedy: 'Restore the SLIPWAY_SECRET_KEY (or data/secret.key) under which the secret was sealed.',
  },
  SETTING_UNREADABLE: {
    class: 'permanent',
    http: 500,
    remedy: 'See that the named file or Key Vault secret exists and may be read by Slipway.',
  },
  CONFIG_INVALID: {
    class: 'permanent',
    http: 500,
    remedy: 'Correct every variable that the message names; .env.example shows each.',
  },
  INTERNAL: {
    class: 'transient',
    http: 500,
    remedy: 'This is a defect of Slipway: report it with the log lines of the task.',
  },
} as const satisfies Record<string, FailureKind>
