import { type Config, NodeSSH } from 'node-ssh'
import type { Client, ServerHostKeyAlgorithm } from 'ssh2'
import { Failure } from '#contract'
import { unreachable } from '../verb.ts'
import { fingerprint, readKnownHosts } from './known-hosts.ts'
import type { SshOptions } from './options.ts'

const CONNECT_MS = 10_000
/** A peer that leaves this many signs of life unanswered, one each interval, is gone. */
const KEEPALIVE = { keepaliveInterval: 1_000, keepaliveCountMax: 3 }

/** Algorithms of host keys by the kind of key, the most wanted first. */
const ALGORITHMS: readonly (readonly [kind: string, algorithms: ServerHostKeyAlgorithm[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]

/** A server has keys of several kinds and shows the one asked for first: that has to be one by which it is known. */
function algorithmsFor(kinds: readonly string[]): ServerHostKeyAlgorithm[] {
  const rank = (kind: string) => (kinds.includes(kind) ? 0 : 1)
  return [...ALGORITHMS].sort(([a], [b]) => rank(a) - rank(b)).flatMap(([, algorithms]) => algorithms)
}

/**
 * Connects to a host that shows a key by which it is known.
 * @param name of the host, for messages
 * @throws Failure AGENT_HOST_UNTRUSTED, AGENT_HOST_UNREACHABLE
 */
export async function connectSsh(name: string, options: SshOptions): Promise<Client> {
  const { host, port, user, privateKey, passphrase, knownHosts } = options
  const known = readKnownHosts(knownHosts, host, port)
  let refused: Buffer | undefined
  const config: Config = {
    host,
    port,
    username: user,
    privateKey,
    ...(passphrase === undefined ? {} : { passphrase }),
    readyTimeout: CONNECT_MS,
    ...KEEPALIVE,
    algorithms: { serverHostKey: algorithmsFor(known.kinds) },
    hostVerifier: (key: Buffer) => {
      if (!known.trusts(key)) refused = key
      return refused === undefined
    },
  }
  const ssh = new NodeSSH()
  try {
    await ssh.connect(config)
  } catch (thrown) {
    ssh.dispose()
    if (refused !== undefined) throw untrusted(name, options, known.kinds, refused, thrown)
    const said = thrown instanceof Error ? thrown.message : String(thrown)
    throw unreachable(name, `could not be reached as ${user}@${host}:${port}: ${said}`, thrown)
  }
  if (ssh.connection === null) throw unreachable(name, `closed the connection at once`)
  // Otherwise each message waits until the one before is acknowledged: 40 ms and more, several times for each call.
  ssh.connection.setNoDelay(true)
  return ssh.connection
}

function untrusted(name: string, { host, port }: SshOptions, kinds: readonly string[], key: Buffer, cause: unknown) {
  const why = kinds.length === 0 ? 'known_hosts has no key of it' : 'known_hosts has another key of it'
  const message = `the agent host "${name}" (${host}:${port}) shows ${fingerprint(key)}, and ${why}`
  return new Failure('AGENT_HOST_UNTRUSTED', message, { cause })
}
