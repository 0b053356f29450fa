import type { Drivers } from './drivers.ts'

/** The ports whose calls go to the world; the vault only reckons. */
type Observed = Omit<Drivers, 'vault'>
export type DriverName = keyof Observed

/** Names of what a port does in the world; whatever answers at once only reckons. */
type Verb<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: never[]) => Promise<unknown> ? Name : never
}[keyof Port] &
  string

const OF_ALL = { remove: true, list: true } as const

/** Every verb of every port: one that is added to a port and not here is a compile error. */
const VERBS: { readonly [Name in DriverName]: Readonly<Record<Verb<Observed[Name]>, true>> } = {
  forge: {
    ...OF_ALL,
    ...{ ensureRepository: true, ensureBranch: true, ensureCheckout: true },
    ...{ push: true, fetch: true, bringForward: true },
  },
  identity: { ...OF_ALL, ensureApplication: true, addRedirectUri: true, readSecret: true },
  certificates: { ...OF_ALL, ensureCertificate: true, renew: true, status: true },
  databases: { ...OF_ALL, ensureDatabase: true, ensureClone: true },
  directories: { ...OF_ALL, ensureDirectory: true, writeSecret: true, archive: true, pruneArchive: true },
  stacks: { ...OF_ALL, create: true, start: true, suspend: true },
  agents: { ...OF_ALL, ensureTree: true, run: true, stop: true, gate: true, commit: true, rebase: true },
}

/** A call of a driver; both names are from closed sets. */
export interface DriverCall {
  readonly driver: DriverName
  readonly verb: string
}

/** Watches calls of drivers; of what they do it changes nothing but the name of what they fail with. */
export type CallObserver = <T>(call: DriverCall, work: () => Promise<T>) => Promise<T>

/** The same drivers, each call of which is watched. */
export const observeDrivers = (drivers: Drivers, observe: CallObserver): Drivers => ({
  vault: drivers.vault,
  forge: observed('forge', drivers.forge, observe),
  identity: observed('identity', drivers.identity, observe),
  certificates: observed('certificates', drivers.certificates, observe),
  databases: observed('databases', drivers.databases, observe),
  directories: observed('directories', drivers.directories, observe),
  stacks: observed('stacks', drivers.stacks, observe),
  agents: observed('agents', drivers.agents, observe),
})

const observed = <Port extends object>(driver: DriverName, port: Port, observe: CallObserver): Port =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || typeof name !== 'string' || !Object.hasOwn(VERBS[driver], name)) return member
      return (...args: readonly unknown[]): Promise<unknown> =>
        observe({ driver, verb: name }, async () => {
          const answer: unknown = await Reflect.apply(member, target, args)
          return answer
        })
    },
  })
