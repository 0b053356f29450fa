import { glob, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'

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
const STYLE = 'text/css; charset=utf-8'
const TYPES: Readonly<Record<string, string>> = { ts: SCRIPT, css: STYLE, svg: 'image/svg+xml' }

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
  const packages = Object.entries(PACKAGES).map(async ([path, file]): Promise<BoardFile> => {
    const text = await readFile(join(ROOT, 'node_modules', file), 'utf8')
    return {
      path,
      type: path.endsWith('.css') ? STYLE : SCRIPT,
      text: text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
    }
  })
  return Promise.all([...packages, ...(await readFolder(BOARD, '')), ...(await readFolder(FAILURES, 'contract/'))])
}

const readFolder = async (folder: string, prefix: string): Promise<Promise<BoardFile>[]> => {
  const found: Promise<BoardFile>[] = []
  for await (const entry of glob('**/*.{ts,css,svg}', { cwd: folder, withFileTypes: true })) {
    if (entry.name.endsWith('.test.ts')) continue
    const file = join(entry.parentPath, entry.name)
    found.push(readSource(file, `${prefix}${relative(folder, file)}`))
  }
  return found
}

const readSource = async (file: string, path: string): Promise<BoardFile> => {
  const text = await readFile(file, 'utf8')
  const ending = path.slice(path.lastIndexOf('.') + 1)
  return { path, type: TYPES[ending] ?? STYLE, text: ending === 'ts' ? withoutTypes(text) : text }
}

/** Node itself runs on this function; that it warns of its age once a process would be a line in every operator's log. */
const withoutTypes = (source: string): string => {
  const warn = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = warn
  }
}
