import { randomBytes, X509Certificate, createPrivateKey } from 'node:crypto'
import { type Client, crypto } from 'acme-client'
import { Failure } from '#contract'
import type { Tag } from '../../effect.ts'
import { statusOf } from '../status.ts'
import type { Material } from '../store.ts'
import type { Account } from './account.ts'
import { hostAuthorization, OrderAnswer, understood } from './answers.ts'
import { carryKeptOrder, type CarryOptions, carryOrder, LOST, type Outcome } from './carry-order.ts'
import { assertProfile, type Directory, readDirectory } from './directory.ts'
import type { Order, Orders } from './orders.ts'
import { isAcmeError } from './problem.ts'
import { type Caller, exchange } from './transport.ts'

export interface IssueOptions extends CarryOptions {
  readonly directoryUrl: string
  readonly profile: string | undefined
  readonly account: Account
  readonly orders: Orders
  readonly now: () => Date
}

/** A certificate that is to be had. */
export interface Wanted {
  readonly host: string
  readonly tag: Tag
  /** Whether another process has stored one since this was wanted. */
  readonly isStored: () => Promise<boolean>
}

/** Orders certificates, one for a host at a time, and carries on what was ordered before and is not stored yet. */
export function createIssuer(options: IssueOptions) {
  const { directoryUrl, profile, account, orders, challenges, now } = options

  /** @returns the address of the order that was placed; another process' may be the one that is kept */
  const place = async (
    client: Client,
    directory: Directory,
    { host, tag }: Wanted,
    caller: Caller,
  ): Promise<string> => {
    assertProfile(directory, profile)
    const request = { identifiers: [{ type: 'dns', value: host }], ...(profile === undefined ? {} : { profile }) }
    const order = understood(OrderAnswer, await exchange(caller, () => client.createOrder(request)))
    const { challenge } = hostAuthorization(await exchange(caller, () => client.getAuthorizations(order)))
    const key = (await crypto.createPrivateEcdsaKey('P-256')).toString()
    const { owner, task } = tag
    await orders.add(host, { owner, task, authority: directoryUrl, url: order.url, token: challenge.token, key })
    return order.url
  }

  const abandon = async (host: string, { token }: Order): Promise<void> => {
    await challenges.remove(token)
    await orders.remove(host)
  }

  /** The certificate of an order. One that leads nowhere is abandoned. @throws Failure that says why it was refused */
  const collect = async (host: string, order: Order, outcome: Outcome): Promise<Material | undefined> => {
    if (outcome.kind === 'issued') {
      await challenges.remove(order.token)
      return materialOf(host, outcome.chain, order)
    }
    await abandon(host, order)
    if (outcome.refusal !== undefined) throw outcome.refusal
    return undefined
  }

  const carryOn = async (client: Client, host: string, order: Order, caller: Caller): Promise<Material | undefined> => {
    const elsewhere = order.authority !== directoryUrl
    const outcome = elsewhere ? LOST : await carryKeptOrder(client, host, order, options, caller)
    // Why it was refused says nothing of now: whoever answered its challenge may have been killed while it was looked at.
    const isGood = outcome.kind === 'issued' && !statusOf(host, outcome.chain, now()).renewal_due
    return collect(host, order, isGood ? outcome : LOST)
  }

  const obtain = async (client: Client, directory: Directory, wanted: Wanted, caller: Caller) => {
    const { host } = wanted
    const kept = await orders.read(host)
    // What is kept beside a stored certificate was placed by one that came too late, and which is about to abandon it.
    if (await wanted.isStored()) return undefined
    const material = kept === undefined ? undefined : await carryOn(client, host, kept, caller)
    if (material !== undefined) return material
    const placed = await place(client, directory, wanted, caller)
    const order = await orders.read(host)
    // An order of another process goes when its certificate is stored: whoever finds none now looks there once more.
    if (await wanted.isStored()) {
      if (order?.url === placed) await abandon(host, order)
      return undefined
    }
    const outcome = order && (await collect(host, order, await carryOrder(client, host, order, options, caller)))
    if (outcome !== undefined) return outcome
    throw new Failure('CERTIFICATE_FAILED', `the order for ${host} expired or was removed while it was carried out`)
  }

  return {
    /**
     * A certificate that is not stored yet; its order stays until the caller has stored it.
     * @returns undefined when another process has stored one meanwhile
     * @throws Failure; the signal's reason
     */
    async issue(wanted: Wanted, caller: Caller): Promise<Material | undefined> {
      const directory = await readDirectory(directoryUrl, caller)
      try {
        return await obtain(await account.open(directory, caller), directory, wanted, caller)
      } catch (thrown) {
        if (isAcmeError(thrown, 'accountDoesNotExist')) await account.forget()
        throw thrown
      }
    },

    abandon,
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----\s*/g

/** What is to be stored. @throws Failure CERTIFICATE_FAILED when it is no whole chain, or not for this host and key */
function materialOf(host: string, fullchain: string, { key, authority }: Order): Material {
  const [certificate] = (fullchain.match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem))
  if (certificate === undefined || fullchain.replaceAll(CERTIFICATE, '').trim() !== '')
    throw new Failure('CERTIFICATE_FAILED', `the certificate authority answered with no whole chain for ${host}`)
  if (certificate.checkHost(host) === undefined || !certificate.checkPrivateKey(createPrivateKey(key)))
    throw new Failure('CERTIFICATE_FAILED', `the certificate authority issued for another host or key than ${host}'s`)
  // Not the serial number alone: two processes that fetch the same certificate at once each store it for themselves.
  const serial = `${certificate.serialNumber.toLowerCase()}${randomBytes(4).toString('hex')}`
  return { serial, key, fullchain, authority }
}
