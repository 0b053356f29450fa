import { createHash, createHmac } from 'node:crypto'

/** What a known_hosts file says about a host. */
export interface KnownHost {
  /** Kinds of keys that it is known by: `ssh-ed25519`. */
  readonly kinds: readonly string[]
  /** @param key as it comes over the wire */
  trusts(key: Buffer): boolean
}

/**
 * Reads a known_hosts file as OpenSSH does: names, patterns, negated ones, `[host]:port`, hashed entries and `@revoked`.
 * Certificate authorities (`@cert-authority`) are passed over: nothing is trusted through them.
 */
export function readKnownHosts(text: string, host: string, port: number): KnownHost {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
  const entries = text.split('\n').flatMap((line) => entryOf(line) ?? [])
  const matching = entries.filter(({ names }) => matches(names, name))
  const keysMarked = (marker: string) => matching.filter((entry) => entry.marker === marker)
  const known = keysMarked('')
  const trusted = new Set(known.map(({ key }) => key))
  const revoked = new Set(keysMarked('@revoked').map(({ key }) => key))
  return {
    kinds: [...new Set(known.map(({ kind }) => kind))],
    trusts(key) {
      const text64 = key.toString('base64')
      return trusted.has(text64) && !revoked.has(text64)
    },
  }
}

/** A key as OpenSSH shows it to people: `ssh-ed25519 SHA256:…`. */
export function fingerprint(key: Buffer): string {
  const kind = key.toString('latin1', 4, 4 + key.readUInt32BE(0))
  return `${kind} SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

function entryOf(line: string) {
  const fields = line.trim().split(/\s+/)
  const marker = fields[0]?.startsWith('@') === true ? (fields.shift() ?? '') : ''
  const [names, kind, key] = fields
  if (names === undefined || kind === undefined || key === undefined || names.startsWith('#')) return undefined
  return { marker, names, kind, key }
}

function matches(names: string, name: string): boolean {
  const patterns = names.split(',')
  const negated = patterns.filter((each) => each.startsWith('!')).map((each) => each.slice(1))
  if (negated.some((each) => matchesPattern(each, name))) return false
  return patterns.some((each) => (each.startsWith('|') ? matchesHash(each, name) : matchesPattern(each, name)))
}

/** `|1|salt|hash`: HMAC-SHA-1 of the name under the salt. */
function matchesHash(pattern: string, name: string): boolean {
  const [, version, salt, hash] = pattern.split('|')
  if (version !== '1' || salt === undefined || hash === undefined) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name)
}
