import type { FailureKind } from './kind.ts'

/** What the world answered: the services that drivers use. */
export const WORLD = {
  TEMPLATE_REPO_NOT_FOUND: {
    class: 'permanent',
    http: 422,
    remedy: 'Name a template repository that exists on the forge, as "owner/name".',
  },
  SOURCE_BRANCH_NOT_FOUND: {
    class: 'permanent',
    http: 422,
    remedy: 'Name a branch that exists in the workspace repository.',
  },
  BRANCH_DIVERGED: {
    class: 'conflict',
    http: 409,
    remedy: 'Merge or rebase onto what is on the forge, then push again: nothing there was overwritten.',
  },
  FORGE_FAILED: { class: 'transient', http: 502, remedy: 'See the cause; the task is retried by itself.' },
  FORGE_UNAUTHORIZED: {
    class: 'permanent',
    http: 502,
    remedy: 'Give a token or App key that the forge accepts: GITHUB_TOKEN, or GITHUB_APP_ID and its private key.',
  },
  FORGE_FORBIDDEN: {
    class: 'permanent',
    http: 502,
    remedy: 'Grant the token or App the permission that the message names; docs/github.md lists all of them.',
  },
  FORGE_OWNER_NOT_FOUND: {
    class: 'permanent',
    http: 422,
    remedy: 'Set FORGE_ORGANISATION to an organisation or user that the token can see.',
  },
  FORGE_THROTTLED: {
    class: 'throttled',
    http: 503,
    remedy: "Nothing: the forge's limits are obeyed; the task goes on by itself.",
  },
  IDENTITY_FAILED: { class: 'transient', http: 502, remedy: 'See the cause; the task is retried by itself.' },
  IDENTITY_UNAUTHORIZED: {
    class: 'permanent',
    http: 502,
    remedy: 'Correct AZURE_TENANT_ID, AZURE_CLIENT_ID and the client secret or certificate.',
  },
  IDENTITY_FORBIDDEN: {
    class: 'permanent',
    http: 502,
    remedy: 'Grant the client the Graph permission that the message names, with admin consent; see docs/entra.md.',
  },
  IDENTITY_THROTTLED: {
    class: 'throttled',
    http: 503,
    remedy: "Nothing: Graph's limits are obeyed; the task goes on by itself.",
  },
  CERTIFICATE_FAILED: { class: 'transient', http: 502, remedy: 'See the cause; the task is retried by itself.' },
  CERTIFICATE_REFUSED: {
    class: 'permanent',
    http: 422,
    remedy: 'Correct what the certificate authority names: the host, the account or the profile.',
  },
  CERTIFICATE_THROTTLED: {
    class: 'throttled',
    http: 503,
    remedy: "Nothing: the certificate authority's limits are obeyed; the task goes on by itself.",
  },
  CHALLENGE_FAILED: {
    class: 'permanent',
    http: 422,
    remedy:
      'Point the host at the reverse proxy in DNS and let port 80 through: the certificate authority must reach /.well-known/acme-challenge/ there.',
  },
  ACME_DIRECTORY_INVALID: {
    class: 'permanent',
    http: 502,
    remedy: 'Set ACME_DIRECTORY to staging, production or the address of an ACME directory (RFC 8555).',
  },
  OIDC_UNAVAILABLE: {
    class: 'transient',
    http: 503,
    remedy: 'See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.',
  },
  SERVICE_UNAVAILABLE: {
    class: 'unavailable',
    http: 503,
    remedy:
      'Nothing while the task waits. Where it has failed, send it again when npm run doctor finds the service well.',
  },
  DATABASE_NOT_FOUND: {
    class: 'permanent',
    http: 422,
    remedy: 'Restore the database file, or provision its owner again.',
  },
  DATABASE_CORRUPT: {
    class: 'permanent',
    http: 422,
    remedy: 'The file is no valid JSON even at rest: repair it or restore a copy.',
  },
  DATABASE_BUSY: {
    class: 'transient',
    http: 503,
    remedy: 'The database is written without a pause; it is tried again by itself.',
  },
  UNSAFE_TEMPLATE: {
    class: 'permanent',
    http: 422,
    remedy: 'Remove from the compose template what the message names; docs/templates.md lists what is allowed.',
  },
  TEMPLATE_INVALID: { class: 'permanent', http: 422, remedy: 'Correct the compose template as the message says.' },
  STACK_FAILED: {
    class: 'transient',
    http: 502,
    remedy: 'See the cause and the log lines; the task is retried by itself.',
  },
  STACK_EXITED: {
    class: 'permanent',
    http: 422,
    remedy: 'Read the log lines of the named service: it ended instead of running.',
  },
  STACK_UNHEALTHY: {
    class: 'permanent',
    http: 422,
    remedy: 'Read the log lines of the named service: its health check never passed.',
  },
  STACK_PORT_TAKEN: {
    class: 'permanent',
    http: 422,
    remedy: 'Free the port that the message names, or publish another one.',
  },
  STACK_BUILD_FAILED: {
    class: 'permanent',
    http: 422,
    remedy: 'Correct the Dockerfile of the named service as the build output says.',
  },
  STACK_IMAGE_MISSING: {
    class: 'permanent',
    http: 422,
    remedy: 'Build or pull the image that the message names on the Docker host.',
  },
  DOCKER_UNAVAILABLE: { class: 'transient', http: 503, remedy: 'Start the Docker engine, or correct DOCKER_HOST.' },
  REDIS_UNAVAILABLE: {
    class: 'transient',
    http: 503,
    remedy: 'Start Redis, or correct REDIS_URL; then send the request again.',
  },
  ORCHESTRATOR_UNAVAILABLE: {
    class: 'transient',
    http: 503,
    remedy: 'Start an orchestrator on the same Redis; then send the request again.',
  },
  DISK_FULL: {
    class: 'transient',
    http: 507,
    remedy:
      'Free space on the disk of the data root: DATA_DIR/archive and unused Docker images are yours to clear. Then send the task again.',
  },
  COMMAND_FAILED: { class: 'transient', http: 502, remedy: 'Run the named command by hand to see why it fails.' },
  COMMAND_MISSING: {
    class: 'permanent',
    http: 500,
    remedy: 'Install the named program and see that it is on the PATH.',
  },
  TIMEOUT: {
    class: 'transient',
    http: 504,
    remedy: 'The call took longer than its limit; it is tried again by itself.',
  },
} as const satisfies Record<string, FailureKind>
