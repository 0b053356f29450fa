import { existsSync } from 'node:fs'
import { appendFile, cp, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { execa, ExecaError } from 'execa'
import { unlessAbsent } from '../../../orchestrator/src/drivers/errno.ts'

// Nothing of this machine's git configuration counts, and nobody is asked for anything.
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.example',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.example',
}
/** By the hash of an object that a ref pointed to, its type: a hash never comes to stand for another object. */
const types = new Map<string, string>()
const NEVER_PACKS = '[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n'
const ABSENT = '0'.repeat(40)

interface GitOptions {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** A ref by its full name. */
export interface Ref {
  readonly ref: string
  readonly sha: string
  readonly type: string
}

/** A bare repository on disk. */
export class GitRepository {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  async #git(args: readonly string[], { input, env }: GitOptions = {}): Promise<string> {
    const options = { cwd: this.directory, env: { ...ENVIRONMENT, ...env } }
    const { stdout } = await execa('git', args, input === undefined ? options : { ...options, input })
    return stdout
  }

  /** What a command prints, or undefined where it exits with an error. */
  async #try(args: readonly string[], options: GitOptions = {}): Promise<string | undefined> {
    try {
      return await this.#git(args, options)
    } catch (thrown) {
      if (thrown instanceof ExecaError && typeof thrown.exitCode === 'number') return undefined
      throw thrown
    }
  }

  static async create(directory: string, defaultBranch: string): Promise<GitRepository> {
    await execa('git', ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, directory], {
      env: ENVIRONMENT,
    })
    await appendFile(path.join(directory, 'config'), NEVER_PACKS)
    return new GitRepository(directory)
  }

  /**
   * All refs whose full name starts so; sorted by name. Read from their files, since nothing packs them here: clients that
   * poll ask for them often, and a process each time is what would take longest.
   */
  async refs(prefix = 'refs/'): Promise<Ref[]> {
    const folder = path.join(this.directory, 'refs')
    const entries = await unlessAbsent(readdir(folder, { recursive: true, withFileTypes: true }))
    // A folder of refs goes with its last one, perhaps while it is read.
    if (entries === undefined) return existsSync(folder) ? this.refs(prefix) : []
    const names = entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
      .map((entry) => path.relative(this.directory, path.join(entry.parentPath, entry.name)))
      .filter((name) => name.startsWith(prefix))
    const refs = await Promise.all(names.sort().map((name) => this.#read(name)))
    return refs.filter((ref) => ref !== undefined)
  }

  async #read(ref: string): Promise<Ref | undefined> {
    const content = await unlessAbsent(readFile(path.join(this.directory, ref), 'utf8'))
    if (content === undefined) return undefined // deleted meanwhile
    const sha = content.trim()
    return { ref, sha, type: ref.startsWith('refs/heads/') ? 'commit' : await this.#typeOf(sha) }
  }

  async ref(name: string): Promise<Ref | undefined> {
    return (await this.refs(name)).find((each) => each.ref === name)
  }

  /** Type of the object under a hash; undefined where there is none. */
  objectType(sha: string): Promise<string | undefined> {
    return this.#try(['cat-file', '-t', sha])
  }

  /** That of the object of a ref, which git has seen to be there: what is known of it need not be asked again. */
  async #typeOf(sha: string): Promise<string> {
    const type = types.get(sha) ?? (await this.objectType(sha))
    if (type !== undefined) types.set(sha, type)
    return type ?? 'none'
  }

  async isValidRefName(ref: string): Promise<boolean> {
    return (await this.#try(['check-ref-format', ref])) !== undefined
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.#try(['merge-base', '--is-ancestor', older, newer])) !== undefined
  }

  /** Moves a ref from what it was (undefined: nothing) to what it shall be (undefined: gone). False where git refuses. */
  async moveRef(ref: string, from: string | undefined, to: string | undefined): Promise<boolean> {
    const args = to === undefined ? ['-d', ref, from ?? ''] : [ref, to, from ?? ABSENT]
    return (await this.#try(['update-ref', ...args])) !== undefined
  }

  setHead(branch: string): Promise<string> {
    return this.#git(['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
  }

  /** A commit that holds these files besides those of its parent, written under no ref. */
  async commit(
    files: Readonly<Record<string, Uint8Array | string>>,
    message: string,
    parent?: string,
  ): Promise<string> {
    const index = path.join(this.directory, `index.${crypto.randomUUID()}`)
    const env = { GIT_INDEX_FILE: index }
    await this.#git(['read-tree', parent ?? '--empty'], { env })
    for (const [file, content] of Object.entries(files)) {
      const blob = await this.#git(['hash-object', '-w', '--stdin'], { input: content })
      await this.#git(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`], { env })
    }
    const tree = await this.#git(['write-tree'], { env })
    return this.#git(['commit-tree', tree, '-m', message, ...(parent === undefined ? [] : ['-p', parent])])
  }

  /** Type, hash and content of what stands at a path of a commit. */
  async entry(commit: string, file: string): Promise<{ type: string; sha: string } | undefined> {
    const sha = await this.#try(['rev-parse', '--verify', '--quiet', `${commit}:${file}`])
    if (sha === undefined) return undefined
    return { sha, type: (await this.objectType(sha)) ?? 'none' }
  }

  async blob(sha: string): Promise<Buffer> {
    const { stdout } = await execa('git', ['cat-file', 'blob', sha], {
      cwd: this.directory,
      encoding: 'buffer',
      stripFinalNewline: false,
    })
    return Buffer.from(stdout)
  }

  async children(tree: string): Promise<{ type: string; sha: string; name: string }[]> {
    const lines = (await this.#git(['ls-tree', '-z', tree])).split('\0').filter((line) => line !== '')
    return lines.map((line) => {
      const [, type = '', sha = '', name = ''] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
      return { type, sha, name }
    })
  }

  /** Author, time and message of a commit. */
  async commitFacts(
    sha: string,
  ): Promise<{ tree: string; parents: string[]; name: string; email: string; date: string; message: string }> {
    const printed = await this.#git(['show', '-s', '--format=%T%n%P%n%an%n%ae%n%aI%n%B', sha])
    const [tree = '', parents = '', name = '', email = '', date = '', ...message] = printed.split('\n')
    return { tree, parents: parents.split(' ').filter(Boolean), name, email, date, message: message.join('\n') }
  }

  /** As GitHub generates: every chosen branch becomes one commit without history that has the tree of the template's. */
  async fillFrom(template: GitRepository, branches: readonly string[]): Promise<void> {
    await cp(path.join(template.directory, 'objects'), path.join(this.directory, 'objects'), { recursive: true })
    for (const { ref, sha } of await template.refs('refs/heads/')) {
      if (!branches.includes(ref.slice('refs/heads/'.length))) continue
      const commit = await this.#git(['commit-tree', `${sha}^{tree}`, '-m', 'Initial commit'])
      await this.moveRef(ref, undefined, commit)
    }
  }
}
