import { randomBytes } from 'node:crypto'
import type { Ref } from './git.ts'
import { type Account, now, type Permissions, type Repository, type World } from './world.ts'

type Files = Readonly<Record<string, string>>

interface RepositorySeed {
  /** @default true */
  readonly private?: boolean
  readonly template?: boolean
  /** Content of the default branch, "main". */
  readonly files?: Files
  /** What other branches have besides the default branch's files. */
  readonly branches?: Readonly<Record<string, Files>>
  readonly description?: string
}

type TokenSeed =
  | { readonly login: string; readonly scopes: readonly string[] }
  /** Fine-grained: for what one account owns. */
  | { readonly login: string; readonly owner: string; readonly permissions: Permissions }

interface AppSeed {
  /** Account that the app is installed on. */
  readonly account: string
  readonly permissions: Permissions
  /** Full names. @default 'all' */
  readonly repositories?: 'all' | readonly string[]
}

/** A repository as it is, whoever asks. */
export interface SeenRepository {
  readonly id: number
  readonly fullName: string
  readonly private: boolean
  readonly description: string | null
  readonly defaultBranch: string
  /** Absolute path of the bare repository. */
  readonly directory: string
  refs(): Promise<Ref[]>
}

/** What a test puts into a GitHub, and sees of it. */
export interface Seeds {
  addUser(login: string): void
  addOrganisation(login: string, members?: Readonly<Record<string, 'admin' | 'member'>>): void
  /** @returns the token */
  addToken(seed: TokenSeed): string
  /** From now on the token is good for nothing. */
  revokeToken(token: string): void
  /** From now on every installation token that was issued so far is expired, whatever was said of it. */
  expireTokens(): void
  /** An app, installed on one account. The key is PKCS#1 PEM, as GitHub hands it out. */
  addApp(seed: AppSeed): { readonly appId: number; readonly privateKey: string; readonly installationId: number }
  addRepository(fullName: string, seed?: RepositorySeed): Promise<void>
  addTemplate(fullName: string, files: Files, seed?: RepositorySeed): Promise<void>
  /** A commit on a branch, made by somebody else. @returns its hash */
  push(fullName: string, branch: string, files: Files): Promise<string>
  removeRepository(fullName: string): Promise<void>
  repositories(): readonly SeenRepository[]
}

export function seeds(world: World): Seeds {
  const accountOf = (login: string): Account => {
    const account = world.account(login)
    if (account === undefined) throw new Error(`${login} is no account here: add it first`)
    return account
  }
  const repositoryOf = (fullName: string): Repository => {
    const [owner = '', name = ''] = fullName.split('/')
    const repository = world.repository(owner, name)
    if (repository === undefined) throw new Error(`${fullName} is no repository here: add it first`)
    return repository
  }
  const add = (login: string, type: Account['type'], members: Readonly<Record<string, 'admin' | 'member'>>) => {
    world.accounts.push({ id: world.nextId(), login, type, members: new Map(Object.entries(members)) })
  }

  async function addRepository(fullName: string, seed: RepositorySeed = {}): Promise<void> {
    const [owner = '', name = ''] = fullName.split('/')
    const account = accountOf(owner)
    const repository = await world.addRepository({
      owner: account,
      name,
      creator: account.login,
      private: seed.private ?? true,
      isTemplate: seed.template ?? false,
      ...(seed.description === undefined ? {} : { description: seed.description }),
    })
    if (seed.files === undefined) return
    const main = await repository.git.commit(seed.files, 'Begin')
    await repository.git.moveRef('refs/heads/main', undefined, main)
    for (const [branch, files] of Object.entries(seed.branches ?? {})) {
      const commit = await repository.git.commit(files, `Begin ${branch}`, main)
      await repository.git.moveRef(`refs/heads/${branch}`, undefined, commit)
    }
  }

  return {
    addUser: (login) => add(login, 'User', {}),
    addOrganisation: (login, members = {}) => add(login, 'Organization', members),
    addToken(seed) {
      const user = accountOf(seed.login)
      const classic = 'scopes' in seed
      const token = `${classic ? 'ghp_' : 'github_pat_'}${randomBytes(18).toString('hex')}`
      const principal = classic
        ? ({ kind: 'classic', user, scopes: seed.scopes } as const)
        : ({ kind: 'fine-grained', user, owner: accountOf(seed.owner), permissions: seed.permissions } as const)
      world.tokens.set(token, { principal, expiresAt: undefined })
      return token
    },
    revokeToken: (token) => void world.tokens.delete(token),
    expireTokens() {
      for (const [token, issued] of world.tokens) {
        if (issued.principal.kind === 'installation') world.tokens.set(token, { ...issued, expiresAt: Date.now() })
      }
    },
    addApp({ account: login, permissions, repositories = 'all' }) {
      const { app, privateKey } = world.addApp(`app-of-${login}`)
      const account = accountOf(login)
      const given = repositories === 'all' ? repositories : new Set(repositories.map((name) => repositoryOf(name).id))
      const installation = { id: world.nextId(), app, account, permissions, repositories: given } as const
      world.installations.push(installation)
      return { appId: app.id, privateKey, installationId: installation.id }
    },
    addRepository,
    addTemplate: (fullName, files, seed = {}) => addRepository(fullName, { ...seed, files, template: true }),
    async push(fullName, branch, files) {
      const repository = repositoryOf(fullName)
      const { git } = repository
      const ref = `refs/heads/${branch}`
      const head = (await git.ref(ref))?.sha
      const commit = await git.commit(files, 'Somebody else was here', head)
      await git.moveRef(ref, head, commit)
      repository.pushedAt = now()
      return commit
    },
    removeRepository: (fullName) => world.removeRepository(repositoryOf(fullName)),
    repositories: () =>
      world.repositories.map((each) => ({
        id: each.id,
        fullName: `${each.owner.login}/${each.name}`,
        private: each.private,
        description: each.description,
        defaultBranch: each.defaultBranch,
        directory: each.git.directory,
        refs: () => each.git.refs(),
      })),
  }
}
