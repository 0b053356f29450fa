/** Where a host is, and how to know that it is the one. */
export interface SshOptions {
  readonly host: string
  readonly port: number
  readonly user: string
  /** A private key, as text. */
  readonly privateKey: string
  /** Of an encrypted key. */
  readonly passphrase?: string
  /** A known_hosts file, as text. */
  readonly knownHosts: string
}
