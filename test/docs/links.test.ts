import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, it } from 'node:test'

const ROOT = join(import.meta.dirname, '../..')
const DOCUMENTS = ['*.md', 'docs/**/*.md', 'samples/*.md'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }))

const LINK = /\]\((?<target>[^)\s]+)\)/g
// In code spans: what has a folder of the project at its beginning is a path in it. A brace, a star or "<" stands for several.
const PATH = /`(?<path>(?:contract|orchestrator|portal-api|scripts|bench|test|templates|samples|docs)\/[\w./-]+)`/g

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s/g, '-')

/** What a document's links and paths name that is not there. */
function broken(document: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const links = [...text.matchAll(LINK)].flatMap(({ groups }) => groups?.['target'] ?? [])
  const paths = [...text.matchAll(PATH)].flatMap(({ groups }) => groups?.['path'] ?? [])
  return [
    ...links.filter((target) => !/^https?:/.test(target) && !resolves(document, text, target)),
    ...paths.filter((path) => !existsSync(join(ROOT, path)) && !isMadeBy(document, path)),
  ]
}

function resolves(document: string, text: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path))
  if (!existsSync(join(ROOT, file))) return false
  if (anchor === undefined) return true
  const linked = path === '' ? text : readFileSync(join(ROOT, file), 'utf8')
  return [...linked.matchAll(/^#+ (.+)$/gm)].some(([, heading = '']) => slug(heading) === anchor)
}

/** A guide names files that whoever follows it makes. */
const isMadeBy = (document: string, path: string): boolean =>
  readFileSync(join(ROOT, document), 'utf8').includes(`**\`${path}\`**, new:`)

describe('The documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document} links to what is there`, () => assert.deepEqual(broken(document), []))
  }
})
