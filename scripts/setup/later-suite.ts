import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

// Debian 12 has Compose v1 only; the packages of Debian 13 need nothing newer than its C library.
const LATER: Readonly<Record<string, string>> = { bookworm: 'trixie' }

const APT = '/etc/apt'
const NAME = 'slipway-later-suite'
const PIN = join(APT, 'preferences.d', NAME)
const SOURCES = ['sources', 'list'].map((format) => join(APT, 'sources.list.d', `${NAME}.${format}`))

export interface LaterSuite {
  readonly name: string
  /** The suite that this machine runs. */
  readonly base: string
  /** Adds it with a priority so low that nothing comes from it unless a version is named. */
  readonly add: () => Promise<void>
}

/** The suite after this machine's own, from the sources that it is configured with; undefined where none is needed. */
export async function laterSuite(): Promise<LaterSuite | undefined> {
  const base = /^VERSION_CODENAME=(.+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? ''
  const name = LATER[base]
  if (name === undefined) return undefined
  for (const { file, text } of await configuredSources()) {
    const written = file.endsWith('.sources') ? laterStanza(text, base, name) : laterLine(text, base, name)
    if (written === undefined) continue
    const target = join(APT, 'sources.list.d', `${NAME}${extname(file)}`)
    const add = async () => {
      await writeFile(PIN, `Package: *\nPin: release n=${name}\nPin-Priority: 100\n`)
      await writeFile(target, written)
    }
    return { name, base, add }
  }
  return undefined
}

/** Takes the later suite away again: the machine's own packages are not to be mixed with its. */
export async function removeLaterSuite(): Promise<void> {
  for (const file of [...SOURCES, PIN]) await rm(file, { force: true })
}

async function configuredSources(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const folder = join(APT, 'sources.list.d')
  const listed = (await readdir(folder)).filter((name) => /\.(sources|list)$/.test(name) && !name.startsWith(NAME))
  const files = [...listed.map((name) => join(folder, name)), join(APT, 'sources.list')]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(emptyWhenAbsent)))
  return files.map((file, index) => ({ file, text: texts[index] ?? '' }))
}

/** Newer installations have no sources.list: that is the only error that means an empty one. */
function emptyWhenAbsent(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}

/** The first stanza (deb822 format) that names exactly this suite, with the later suite in its place. */
export function laterStanza(text: string, base: string, later: string): string | undefined {
  const stanzas = text.split(/\n\s*\n/).map((stanza) => stanza.replace(/^#.*\n?/gm, ''))
  const own = stanzas.find(
    (stanza) =>
      new RegExp(`^Suites:.*\\s${base}(\\s|$)`, 'im').test(stanza) &&
      /^Types:.*\bdeb\b(?!-)/im.test(stanza) &&
      !/^Enabled:\s*no/im.test(stanza),
  )
  return own === undefined ? undefined : `${own.replace(/^Suites:.*$/im, `Suites: ${later}`).trim()}\n`
}

/** The first line (one-line format) that names exactly this suite, with the later suite in its place. */
export function laterLine(text: string, base: string, later: string): string | undefined {
  const line = new RegExp(`^(deb\\s+(?:\\[[^\\]]*\\]\\s+)?\\S+\\s+)${base}(\\s+\\S.*)$`, 'm').exec(text)
  return line === null ? undefined : `${line[1] ?? ''}${later}${line[2] ?? ''}\n`
}
