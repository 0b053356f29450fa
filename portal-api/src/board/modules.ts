import { glob, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { stripTypes } from './strip-types.ts'

/** A file of the board's, as a browser gets it. */
export interface BoardFile {
  /** Address below `/board/`. */
  readonly path: string
  readonly type: string
  readonly text: string
}

const ROOT = join(import.meta.dirname, '../../..')
const BOARD = join(ROOT, 'portal-api/board')
const FAILURES = join(ROOT, 'contract/src/failures')

const SCRIPT = 'text/javascript; charset=utf-8'
const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }

/** Of the packages only the module that a browser imports, and uPlot's style. */
const PACKAGES: Readonly<Record<string, string>> = {
  'vendor/preact.js': 'preact/dist/preact.mjs',
  'vendor/preact-hooks.js': 'preact/hooks/dist/hooks.mjs',
  'vendor/htm.js': 'htm/dist/htm.module.js',
  'vendor/htm-preact.js': 'htm/preact/index.module.js',
  'vendor/uplot.js': 'uplot/dist/uPlot.esm.js',
  'vendor/uplot.css': 'uplot/dist/uPlot.min.css',
}

/** What the board's modules import by name, and where a browser finds it. */
export const IMPORT_MAP = {
  imports: {
    preact: '/board/vendor/preact.js',
    'preact/hooks': '/board/vendor/preact-hooks.js',
    htm: '/board/vendor/htm.js',
    'htm/preact': '/board/vendor/htm-preact.js',
    uplot: '/board/vendor/uplot.js',
    '#contract/failures': '/board/contract/index.ts',
  },
} as const

/** Everything that the page is made of, with the types taken out of its modules: that is done once, at the start. */
export const readBoard = async (): Promise<readonly BoardFile[]> => {
  const own = [...(await list(BOARD, '')), ...(await list(FAILURES, 'contract/'))]
  const [modules, others] = [own.filter(({ path }) => isModule(path)), own.filter(({ path }) => !isModule(path))]
  const texts = await stripTypes(modules.map(({ file }) => file))
  const files = await Promise.all([
    ...Object.entries(PACKAGES).map(readPackaged),
    ...others.map(async ({ file, path }) => ({ path, type: typeOf(path), text: await readFile(file, 'utf8') })),
  ])
  return [...files, ...modules.map(({ path }, index) => ({ path, type: SCRIPT, text: texts[index] ?? '' }))]
}

const isModule = (path: string): boolean => path.endsWith('.ts')
const typeOf = (path: string): string => TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? SCRIPT

/** Where a file of the board lies, and the address that it gets. */
interface Source {
  readonly file: string
  readonly path: string
}

const list = async (folder: string, prefix: string): Promise<readonly Source[]> => {
  const found: Source[] = []
  for await (const entry of glob('**/*.{ts,css,svg}', { cwd: folder, withFileTypes: true })) {
    if (entry.name.endsWith('.test.ts')) continue
    const file = join(entry.parentPath, entry.name)
    found.push({ file, path: `${prefix}${relative(folder, file)}` })
  }
  return found
}

const readPackaged = async ([path, file]: [string, string]): Promise<BoardFile> => {
  const text = await readFile(join(ROOT, 'node_modules', file), 'utf8')
  return { path, type: typeOf(path), text: text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n') }
}
