import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ROOT } from '../../scripts/setup/environment.ts'
import type { Command, Group } from '../src/command.ts'
import { COMMANDS, isGroup } from '../src/commands/index.ts'
import { runProgram } from '../src/program.ts'
import { MAIN, startProgram } from './support/program.ts'

interface Leaf {
  /** Words before its arguments: `team create`. */
  readonly words: readonly string[]
  /** As it is documented: `slipway team create <slug>`. */
  readonly line: string
  readonly command: Command
}

const leavesOf = (each: Command | Group, above: readonly string[] = []): Leaf[] => {
  if (isGroup(each)) return each.commands.flatMap((below) => leavesOf(below, [...above, each.word]))
  const [word = '', ...rest] = each.usage.split(' ')
  const words = word === '$0' ? above : [...above, word]
  return [{ words, line: ['slipway', ...words, ...rest].join(' '), command: each }]
}
const LEAVES = COMMANDS.flatMap((each) => leavesOf(each))

const helpOf = async (words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await startProgram([process.execPath, MAIN, ...words, '--help'], {
    env: { PATH: '' },
  }).ended
  assert.deepEqual([code, stderr], [0, ''], words.join(' '))
  return stdout
}

/** The words of a line of the shell; of what comes after a pipe or a redirection, nothing. */
const wordsOf = (line: string): string[] =>
  [...(line.split(/ [|<] /, 1)[0] ?? '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

describe('help', { concurrency: 2 }, () => {
  it('of everything lists every command', async () => {
    const help = await helpOf([])
    for (const each of COMMANDS)
      assert.match(help, new RegExp(`^  slipway ${isGroup(each) ? each.word : each.usage.split(' ')[0]}`, 'm'))
    assert.match(help, /Exit codes: 0 done · 1 failed/)
  })

  for (const { words, line, command } of LEAVES)
    it(`of ${line} says what it does, with examples`, async () => {
      assert.ok(command.examples.length > 0)
      const help = await helpOf(words)
      assert.ok(help.includes(command.summary.slice(0, 40)), help)
      assert.match(help, /^Examples:$/m)
      for (const [example] of command.examples)
        assert.ok(help.replaceAll(/\s+/g, ' ').includes(example), `${example}\n${help}`)
    })

  it('has examples that are understood', async () => {
    for (const { command, line } of LEAVES)
      for (const [example] of command.examples) {
        const [, inside] = /^source <\((.*)\)$/.exec(example) ?? []
        const [program, ...args] = wordsOf(inside ?? example)
        assert.equal(program, 'slipway', example)
        let understood = 0
        const run = () => Promise.resolve(void (understood += 1))
        await runProgram({ args, version: '1', columns: 80, run, complete: () => Promise.resolve([]) })
        assert.equal(understood, 1, `${example} of ${line}`)
      }
  })
})

describe('docs/cli.md', () => {
  const page = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `(slipway [^`]*)`/gm)].map(([, line = '']) => line)

  it('has every command, and no other', () => {
    const known = LEAVES.filter(({ words }) => words[0] !== 'plan').map(({ line }) => line)
    assert.deepEqual(documented.filter((line) => !line.startsWith('slipway plan ')).sort(), known.sort())
  })
})
