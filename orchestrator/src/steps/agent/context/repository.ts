/** Reads the files of a run's tree. */
export interface TreeReader {
  /** Paths of its files, relative and with "/", those that are least deep first; at most MAX_LISTED. */
  listFiles(): Promise<string[]>
  /** The beginning of a file; undefined where there is none, or where a link leads out of the tree. */
  read(path: string, maxBytes: number): Promise<Excerpt | undefined>
}

export interface Excerpt {
  readonly text: string
  /** Bytes of the file that come after it. */
  readonly beyond: number
}

/** What a prompt tells of a repository. */
export interface Repository {
  /** Paths of its files, as they are. */
  readonly files: readonly string[]
  /** How many more there are. */
  readonly moreFiles: number
  /** The files that say how it is worked on. */
  readonly guides: readonly (Excerpt & { readonly path: string })[]
}

/** Most files that are looked for: a repository has no more, a tree with what was installed into it may. */
export const MAX_LISTED = 20_000
const MAX_SHOWN = 200
const GUIDE_BYTES = 10_240
const README = /^readme(?:\.(?:md|markdown|rst|txt|adoc))?$/i

/** Gathers what a prompt tells of a repository. Of files with the same text, as by a link, the first counts. */
export async function gatherRepository(tree: TreeReader): Promise<Repository> {
  const files = await tree.listFiles()
  const readme = files.filter((path) => README.test(path)).toSorted()[0]
  const guides: Repository['guides'][number][] = []
  for (const path of ['AGENTS.md', 'CLAUDE.md', ...(readme === undefined ? [] : [readme])]) {
    const excerpt = await tree.read(path, GUIDE_BYTES)
    if (excerpt === undefined || guides.some(({ text }) => text === excerpt.text)) continue
    guides.push({ path, ...excerpt })
  }
  const shown = files.slice(0, MAX_SHOWN)
  return { files: shown.toSorted(), moreFiles: files.length - shown.length, guides }
}

/** One line for each file; a name that would break a line, or hide something, is written as JSON. */
export function treeText({ files, moreFiles }: Repository): string {
  const names = files.map((path) =>
    /^[^\p{C}\p{Z}"\\]+(?: [^\p{C}\p{Z}"\\]+)*$/u.test(path) ? path : JSON.stringify(path),
  )
  const more = files.length + moreFiles >= MAX_LISTED ? `at least ${moreFiles}` : moreFiles
  return [...names, ...(moreFiles > 0 ? [`… and ${more} more`] : [])].join('\n')
}
