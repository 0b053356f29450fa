import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A block of code that a guide asks to be put into a file. */
export interface Touch {
  /** Relative to the project's folder. */
  readonly path: string
  readonly how: 'new' | 'at its end' | 'changed'
  readonly code: string
}

const NAMED_FILE = /^\*\*`(?<path>[^`]+)`\*\*, (?<how>new|at its end|changed):$/m
const BLOCK = /^```(?:ts|diff)\n(?<code>[\s\S]*?)^```$/gm

const isHow = (text: string | undefined): text is Touch['how'] =>
  text === 'new' || text === 'at its end' || text === 'changed'

/** Every touch of a guide, in its order: the blocks of TypeScript and of changes below the line that names their file. */
export function touchesIn(markdown: string): Touch[] {
  const [, ...parts] = markdown.split(/^(?=\*\*`[^`]+`\*\*, )/m)
  return parts.flatMap((part) => {
    const { path, how } = NAMED_FILE.exec(part)?.groups ?? {}
    assert.ok(path !== undefined && isHow(how), `The guide names no file here: ${part.slice(0, 80)}`)
    const codes = [...part.matchAll(BLOCK)].map(({ groups }) => groups?.['code'] ?? '')
    assert.ok(codes.length > 0, `The guide names ${path} without code for it`)
    return codes.map((code) => ({ path, how, code }))
  })
}

/** Does what a guide asks for, in a copy of the project. */
export async function follow(root: string, { path, how, code }: Touch): Promise<void> {
  const file = join(root, path)
  if (how === 'new') {
    await mkdir(dirname(file), { recursive: true })
    return writeFile(file, code, { flag: 'wx' })
  }
  const text = await readFile(file, 'utf8')
  await writeFile(file, how === 'changed' ? patched(text, code, path) : `${text}\n${code}`)
}

/** A text with a change of lines that begin with " ", "-" or "+"; what it is to replace must stand in it once. */
function patched(text: string, change: string, path: string): string {
  const lines = change.split('\n').slice(0, -1)
  const side = (sign: string): string =>
    lines.flatMap((line) => (line.startsWith(' ') || line.startsWith(sign) ? [`${line.slice(1)}\n`] : [])).join('')
  const parts = text.split(side('-'))
  assert.equal(parts.length, 2, `What the guide changes must stand once in ${path}:\n${side('-')}`)
  return parts.join(side('+'))
}
