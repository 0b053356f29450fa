import type { FailureKind } from './kind.ts'

/** What `npm run doctor` and the start find out about the set-up. */
export const SET_UP = {
  VERSION_TOO_OLD: { class: 'permanent', http: 500, remedy: 'Upgrade what the message names.' },
  CLOCK_SKEWED: {
    class: 'permanent',
    http: 500,
    remedy: 'Have every machine take its time from the network (NTP): leases, tokens and certificates go by it.',
  },
  CLIENT_SECRET_ENDING: {
    class: 'permanent',
    http: 500,
    remedy:
      'Provision the named workspaces again: each gets a new client secret, which must be read again, and the old one is removed.',
  },
  REDIS_UNFIT: {
    class: 'transient',
    http: 503,
    remedy: "See Redis' own log; give it disk and memory (maxmemory) enough for what it has to keep.",
  },
  DISK_LOW: {
    class: 'transient',
    http: 503,
    remedy: 'Free space on the disk of the named folder: DATA_DIR/archive and unused Docker images are yours to clear.',
  },
  DATA_DIR_UNUSABLE: {
    class: 'permanent',
    http: 500,
    remedy:
      'Make DATA_DIR a folder that the user of the orchestrator may write, with the same absolute path on the Docker host.',
  },
  SECRET_EXPOSED: {
    class: 'permanent',
    http: 500,
    remedy:
      'Make the named file readable by its owner alone: chmod 600. Renew what it holds if others may have read it.',
  },
  NETWORK_POOL_SHORT: {
    class: 'permanent',
    http: 500,
    remedy: 'Set NETWORK_POOL to a block of addresses that is large enough and that nothing else on the host uses.',
  },
  EDGE_NETWORK_MISSING: {
    class: 'permanent',
    http: 500,
    remedy: 'Start the reverse proxy on a Docker network of the name in EDGE_NETWORK, or correct that.',
  },
  CERTIFICATE_EXPIRING: {
    class: 'transient',
    http: 503,
    remedy: 'See in the logs of the orchestrators why it was not renewed; docs/certificates.md says how renewals go.',
  },
} as const satisfies Record<string, FailureKind>
