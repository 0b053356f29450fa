import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { syncDirectory, writeDurably } from '../../durable-file.ts'
import { directoriesIn } from '../../data-path.ts'
import type { Claim } from '../../effect.ts'
import { unlessAbsent } from '../../errno.ts'
import { clearLeftovers, clearStale, discard, makeWhole } from '../../staging.ts'
import { parseTag } from '../../tag-file.ts'
import type { Vault } from '../../vault.ts'

/** An order that was placed and whose certificate is not stored yet. */
const Order = z.object({
  owner: z.string(),
  task: z.string(),
  /** Directory URL of the authority. */
  authority: z.string(),
  url: z.url(),
  /** Of its challenge. */
  token: z.string(),
  /** Private key of the certificate, PEM. */
  key: z.string(),
})
export type Order = z.infer<typeof Order>

const FILE = 'order.json'

/**
 * Orders on disk, `<root>/<host>/order.json`, from before they are finalised until their certificate is stored: whoever is
 * killed in between leaves what the next one needs to fetch the certificate, instead of ordering a second one. Of several
 * processes that order at once, one puts its order here and all carry on that one.
 */
export function createOrders(root: string, vault: Vault) {
  const directoryOf = (host: string) => path.join(root, host)
  const contextOf = (host: string) => `acme-order ${host}`

  const parse = async (directory: string): Promise<Order | undefined> => {
    const text = await unlessAbsent(readFile(path.join(directory, FILE), 'utf8'))
    return text === undefined ? undefined : parseTag(Order, text)
  }

  return {
    /** @throws Failure SECRET_UNREADABLE */
    async read(host: string): Promise<Order | undefined> {
      const order = await parse(directoryOf(host))
      return order === undefined ? undefined : { ...order, key: vault.open(order.key, contextOf(host)) }
    },

    /** Whose order it is, without opening its key. */
    tagOf: (host: string) => parse(directoryOf(host)),

    /** Stores an order, unless there is one for this host. */
    async add(host: string, order: Order): Promise<void> {
      await mkdir(root, { recursive: true })
      const text = JSON.stringify({ ...order, key: vault.seal(order.key, contextOf(host)) })
      await makeWhole(directoryOf(host), (temporary) => writeDurably(path.join(temporary, FILE), text))
      await syncDirectory(root)
    },

    remove: (host: string) => discard(directoryOf(host)),

    /** Hosts that have an order. */
    hosts: () => directoriesIn(root),

    /** Clears what killed processes left of one host, for a caller that has the host to itself. */
    clearLeftovers: (host: string, claim: Claim) => clearLeftovers(directoryOf(host), claim, parse),

    /** Clears what killed processes left of any host, once nobody can be at work on it any more. */
    clearStale: () => clearStale(root),
  }
}
export type Orders = ReturnType<typeof createOrders>
