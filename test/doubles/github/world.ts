import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import { GitRepository } from './git.ts'

/** What a fine-grained token or an app may do, as GitHub names it. */
export type Permissions = Readonly<
  Partial<Record<'administration' | 'contents' | 'metadata' | 'workflows', 'read' | 'write'>>
>

export interface Account {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Organization'
  /** Of an organisation: users, by what they are in it. */
  readonly members: ReadonlyMap<string, 'admin' | 'member'>
}

export interface Repository {
  readonly id: number
  readonly owner: Account
  readonly name: string
  readonly git: GitRepository
  readonly createdAt: string
  /** Changes with what is pushed, by the second. */
  pushedAt: string
  /** Login of who made it: admin of it. */
  readonly creator: string
  readonly template: Repository | undefined
  description: string | null
  homepage: string | null
  private: boolean
  isTemplate: boolean
  archived: boolean
  defaultBranch: string
  topics: readonly string[]
}

export interface Installation {
  readonly id: number
  readonly app: App
  readonly account: Account
  readonly permissions: Permissions
  /** Ids of the repositories that it was given; 'all' of the account's. */
  readonly repositories: 'all' | Set<number>
}

export interface App {
  readonly id: number
  readonly slug: string
  readonly publicKey: KeyObject
}

/** Who asks. */
export type Principal =
  | { readonly kind: 'classic'; readonly user: Account; readonly scopes: readonly string[] }
  | {
      readonly kind: 'fine-grained'
      readonly user: Account
      readonly owner: Account
      readonly permissions: Permissions
    }
  | {
      readonly kind: 'installation'
      readonly installation: Installation
      readonly permissions: Permissions
      readonly repositories: 'all' | Set<number>
    }
  | { readonly kind: 'app'; readonly app: App }

export interface IssuedToken {
  readonly principal: Principal
  /** Milliseconds since the epoch; undefined: never. */
  readonly expiresAt: number | undefined
}

export interface NewRepository {
  readonly owner: Account
  readonly name: string
  readonly creator: string
  readonly private: boolean
  readonly description?: string | null
  readonly isTemplate?: boolean
  readonly defaultBranch?: string
  readonly template?: Repository
}

/** The time as GitHub writes it: by the second. */
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Everything that this GitHub knows: names are found whatever their case, as there. */
export class World {
  readonly accounts: Account[] = []
  readonly repositories: Repository[] = []
  readonly installations: Installation[] = []
  readonly tokens = new Map<string, IssuedToken>()
  readonly #root: string
  /** Empty repositories by their default branch, as git makes them: a copy takes no process. */
  readonly #empty = new Map<string, Promise<GitRepository>>()
  #lastId = 1000

  constructor(root: string) {
    this.#root = root
  }

  nextId(): number {
    return ++this.#lastId
  }

  account(login: string): Account | undefined {
    return this.accounts.find((each) => same(each.login, login))
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.repositories.find((each) => same(each.owner.login, owner) && same(each.name, name))
  }

  async addRepository(made: NewRepository): Promise<Repository> {
    const id = this.nextId()
    const defaultBranch = made.defaultBranch ?? 'main'
    const repository: Repository = {
      id,
      owner: made.owner,
      name: made.name,
      creator: made.creator,
      template: made.template,
      createdAt: now(),
      pushedAt: now(),
      git: new GitRepository(this.directoryOf(id)),
      description: made.description ?? null,
      homepage: null,
      private: made.private,
      isTemplate: made.isTemplate ?? false,
      archived: false,
      defaultBranch,
      topics: [],
    }
    // The name is taken from here on: of two that ask at once, one is refused.
    this.repositories.push(repository)
    const empty = this.#empty.get(defaultBranch) ?? GitRepository.create(this.directoryOf(this.nextId()), defaultBranch)
    this.#empty.set(defaultBranch, empty)
    await cp((await empty).directory, repository.git.directory, { recursive: true })
    return repository
  }

  directoryOf(id: number): string {
    return path.join(this.#root, `${id}.git`)
  }

  async removeRepository(repository: Repository): Promise<void> {
    this.repositories.splice(this.repositories.indexOf(repository), 1)
    await rm(repository.git.directory, { recursive: true, force: true, maxRetries: 5 })
  }

  stands(repository: Repository): boolean {
    return this.repositories.includes(repository)
  }

  addApp(slug: string): { app: App; privateKey: string } {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const app = { id: this.nextId(), slug, publicKey }
    return { app, privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() }
  }

  app(id: string): App | undefined {
    return this.installations.find(({ app }) => String(app.id) === id)?.app
  }
}
