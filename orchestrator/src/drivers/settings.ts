import type { AgentName } from '#contract'
import type { AzureAccount } from '#settings/azure-token'

/** Where repositories are made. */
export type ForgeSettings =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'github'
      /** Origin and path of the REST API, without a slash at its end. */
      readonly apiUrl: string
      /** Organisation or user that owns the repositories which are made. */
      readonly organisation: string
      readonly auth: GithubAuth
    }

export type GithubAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app'
      readonly appId: number
      /** PEM. */
      readonly privateKey: string
      readonly installationId: number
    }

/** Where applications are registered. */
export type IdentitySettings =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'entra'
      /** Where Graph is, without a slash at its end; national clouds have their own. */
      readonly graphUrl: string
      /** Seconds within which every replica of Graph knows what was written. */
      readonly consistencyS: number
      /** Days that a client secret is good for. */
      readonly secretDays: number
      readonly account: AzureAccount
    }

/** Who issues certificates. */
export type CertificateSettings =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'acme'
      readonly directoryUrl: string
      /** Whom the authority writes to when something is wrong. */
      readonly email: string
      /** Asked for where the directory offers it. */
      readonly profile: string | undefined
      /** External account binding, where the authority asks for it. */
      readonly externalAccount: { readonly keyId: string; readonly hmacKey: string } | undefined
    }

/** A machine that agents run on. `slots` is how many at once. */
export type AgentHostSettings =
  | {
      readonly kind: 'local'
      readonly name: string
      readonly slots: number
      /** All that programs find in their environment there. */
      readonly env: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'ssh'
      readonly name: string
      readonly slots: number
      readonly host: string
      readonly port: number
      readonly user: string
      /** PEM, or OpenSSH's own form. */
      readonly privateKey: string
      /** File with the keys of the hosts, as of OpenSSH. */
      readonly knownHostsFile: string
    }

/** The long-lived container beside each sandbox, for those who want one. */
export interface AgentContainerSettings {
  readonly image: string
  /** API of the Kanban board, without a slash at its end. */
  readonly kanbanApiUrl: string
  readonly llmProvider: string
}

/** Where coding agents run, and how. Without hosts there are none. */
export interface AgentSettings {
  readonly hosts: readonly AgentHostSettings[]
  /** Hosts that results may be posted to; undefined: any. */
  readonly callbackHosts: readonly string[] | undefined
  /** Runs at once, on all hosts together. */
  readonly concurrency: number
  /** Seconds for which a host goes on with a run that no orchestrator asks for. */
  readonly leaseS: number
  /** Path of each tool on the hosts; `~/` is the user's home. */
  readonly programs: Readonly<Record<AgentName, string>>
  /** Variables that give each tool access to its provider; none where it is logged in on its host. */
  readonly keys: Readonly<Record<AgentName, Readonly<Record<string, string>>>>
}
