import type { FailureKind } from './kind.ts'

/** What a caller got wrong. */
export const CALLER = {
  MALFORMED_TASK: {
    class: 'permanent',
    http: 400,
    remedy: 'Send a JSON object with id, type, payload, user_id and created_at.',
  },
  UNKNOWN_TASK_TYPE: { class: 'permanent', http: 422, remedy: 'Use one of the task types listed in the README.' },
  INVALID_PAYLOAD: { class: 'permanent', http: 422, remedy: 'Correct the named fields and send the task again.' },
  INVALID_BODY: { class: 'permanent', http: 422, remedy: 'Correct the named fields and send the request again.' },
  PAYLOAD_TOO_LARGE: { class: 'permanent', http: 413, remedy: 'Send a task smaller than 256 KiB.' },
  UNSUPPORTED_MEDIA_TYPE: {
    class: 'permanent',
    http: 415,
    remedy: 'Send the body as "Content-Type: application/json".',
  },
  INVALID_REQUEST: { class: 'permanent', http: 400, remedy: 'Correct the request as the detail says.' },
  HEADERS_TOO_LARGE: {
    class: 'permanent',
    http: 431,
    remedy: 'Send an address and headers of less than 16 KiB together.',
  },
  UNAUTHORIZED: {
    class: 'permanent',
    http: 401,
    remedy: 'Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired.',
  },
  FORBIDDEN: {
    class: 'permanent',
    http: 403,
    remedy: 'Use a token with the scope, or the role in the team, that the detail names; docs/access.md.',
  },
  SIGN_IN_EXPIRED: {
    class: 'permanent',
    http: 400,
    remedy: 'Begin the sign-in again, and finish it in the same browser within ten minutes.',
  },
  SIGN_IN_REFUSED: {
    class: 'permanent',
    http: 403,
    remedy: 'Sign in again; if it is refused each time, ask whoever runs the OIDC issuer whether you may use Slipway.',
  },
  NOT_CONFIRMED: {
    class: 'permanent',
    http: 422,
    remedy: 'Repeat the request with ?confirm= and the name of what is to be removed.',
  },
  NOT_FOUND: { class: 'permanent', http: 404, remedy: 'Check the address of the request.' },
  METHOD_NOT_ALLOWED: { class: 'permanent', http: 405, remedy: 'Use a method that the address offers.' },
  TASK_NOT_FOUND: {
    class: 'permanent',
    http: 404,
    remedy: 'Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise.',
  },
  TASK_ID_REUSED: {
    class: 'conflict',
    http: 409,
    remedy: 'Use a new id: this one belongs to a task with other contents.',
  },
  PRECONDITION_FAILED: {
    class: 'conflict',
    http: 412,
    remedy: 'Read the resource again and send the request with its present ETag: it has changed meanwhile.',
  },
  RATE_LIMITED: {
    class: 'throttled',
    http: 429,
    remedy: 'Wait for as many seconds as Retry-After says, then send the request again.',
  },
  TASK_FINISHED: { class: 'conflict', http: 409, remedy: 'Nothing: the task has already ended.' },
  TASK_NOT_FAILED: {
    class: 'conflict',
    http: 409,
    remedy: 'Wait for the task to end, or send a new one: only what failed or was cancelled is retried.',
  },
  PAST_CANCELLING: {
    class: 'conflict',
    http: 409,
    remedy: 'Wait for the task to end: a removal that has begun is carried through.',
  },
} as const satisfies Record<string, FailureKind>
