import { createHash } from 'node:crypto'

const STACK_PREFIX = 28 // 13 containers: the network's, the broadcast and the gateway's address are not for them
const ATTEMPTS = 256

// The last quarter of a pool is the shared network's, the rest is for stacks.
const EDGE_SHARE = 4

interface Block {
  readonly first: number
  readonly size: number
}

function blockOf(pool: string): Block {
  const [address = '', prefix = ''] = pool.split('/')
  return {
    first: address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0),
    size: 2 ** (32 - Number(prefix)),
  }
}

const written = (address: number, prefix: number): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${prefix}`

/**
 * Subnets of a pool in the order in which a stack tries them: from a place that its name decides, so that stacks seldom meet.
 * @param pool IPv4 block, as "10.213.0.0/16"; at least a /26
 */
export function* subnetsFor(stack: string, pool: string): Generator<string> {
  const { first, size } = blockOf(pool)
  const step = 2 ** (32 - STACK_PREFIX)
  const count = (size - size / EDGE_SHARE) / step
  const start = createHash('sha256').update(stack).digest().readUInt32BE(0)
  for (let attempt = 0; attempt < Math.min(ATTEMPTS, count); attempt += 1) {
    yield written(first + ((start + attempt) % count) * step, STACK_PREFIX)
  }
}

/** The one subnet of a pool's shared network. */
export function edgeSubnet(pool: string): string {
  const { first, size } = blockOf(pool)
  return written(first + size - size / EDGE_SHARE, 32 - Math.log2(size / EDGE_SHARE))
}

/**
 * How many stacks a pool has places for, and on how many of these something else lies already.
 * @param taken blocks, of which those outside of the pool don't count
 */
export function placesIn(pool: string, taken: readonly string[]): { readonly places: number; readonly taken: number } {
  const { first, size } = blockOf(pool)
  const step = 2 ** (32 - STACK_PREFIX)
  const places = (size - size / EDGE_SHARE) / step
  const ranges = taken
    .filter((block) => overlap(block, pool))
    .map(blockOf)
    .map((block) => ({
      from: Math.max(0, Math.floor((block.first - first) / step)),
      to: Math.min(places, Math.ceil((block.first + block.size - first) / step)),
    }))
    .sort((a, b) => a.from - b.from)
  let [counted, end] = [0, 0]
  for (const { from, to } of ranges) {
    counted += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return { places, taken: counted }
}

/** Whether two blocks share an address. One of IPv6 shares none with one of IPv4. */
export function overlap(a: string, b: string): boolean {
  if (a.includes(':') || b.includes(':')) return false
  const [one, other] = [blockOf(a), blockOf(b)]
  return one.first < other.first + other.size && other.first < one.first + one.size
}
