import type { FailureKind } from './kind.ts'

/** How the command line fails by itself; what portal-api refuses has codes of its own. */
export const CLI = {
  WRONG_USAGE: {
    class: 'permanent',
    http: 400,
    remedy: 'Correct the command line; --help after any command shows what it takes, with examples.',
  },
  NO_TOKEN: {
    class: 'permanent',
    http: 401,
    remedy: 'Run "slipway login", or name the token in SLIPWAY_TOKEN, SLIPWAY_TOKEN_FILE or --token-file.',
  },
  PORTAL_UNREACHABLE: {
    class: 'transient',
    http: 503,
    remedy: 'See that portal-api runs and that its address (--url, SLIPWAY_URL) is right; "slipway doctor" tells more.',
  },
  PORTAL_UNTRUSTED: {
    class: 'permanent',
    http: 502,
    remedy:
      'Correct the address, or have portal-api renew its certificate; that of an authority of your own is named in NODE_EXTRA_CA_CERTS.',
  },
  ANSWER_UNEXPECTED: {
    class: 'permanent',
    http: 502,
    remedy: 'See that the address is that of a portal-api, and of the same version as this command line.',
  },
} as const satisfies Record<string, FailureKind>
