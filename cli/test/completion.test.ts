import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { MAIN, startProgram } from './support/program.ts'
import { startWorld, type World } from './support/world.ts'

const TAB = '\t'
const LINE_START = '\u0001'
const ENTER = '\r'
const CTRL_C = '\u0003'

describe('completion', { timeout: 600_000 }, () => {
  let world: World
  let env: Record<string, string> = {}
  before(async () => {
    world = await startWorld()
    const bin = join(world.folder, 'bin')
    await mkdir(bin)
    const program = join(bin, 'slipway')
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`)
    await chmod(program, 0o755)
    env = { ...world.env, PATH: `${bin}:${world.env['PATH'] ?? ''}` }
    for (const args of [
      ['team', 'create', 'acme'],
      ['team', 'create', 'apex'],
      ['workspace', 'create', 'shop', '--template', 'slipway/sample', '--team', 'acme'],
      ['sandbox', 'create', 'shop/one'],
    ])
      assert.equal((await world.slipway(args)).code, 0, args.join(' '))
  })
  after(() => world[Symbol.asyncDispose]())

  /** What bash offers for a line, as it would on Tab. */
  const inBash = async (line: string): Promise<string[]> => {
    const words = line.split(' ')
    const script = [
      'source <(slipway completion bash)',
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'`,
      '_slipway; printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n')
    const { code, stdout, stderr } = await startProgram(['bash', '--norc', '-c', script], { env }).ended
    assert.deepEqual([code, stderr], [0, ''], line)
    return stdout.split('\n').filter((word) => word !== '')
  }

  it('offers commands, options and their values in bash', async () => {
    assert.deepEqual(await inBash('slipway sand'), ['sandbox'])
    assert.deepEqual((await inBash('slipway team ')).sort(), ['create', 'delete', 'list', 'restart', 'show', 'suspend'])
    assert.ok((await inBash('slipway team delete --')).includes('--cascade'))
    assert.deepEqual(await inBash('slipway tasks --status f'), ['failed'])
    assert.deepEqual(await inBash('slipway completion '), ['bash', 'zsh'])
  })

  it('offers what stands, and tasks, in bash', async () => {
    assert.deepEqual(await inBash('slipway team delete '), ['acme', 'apex'])
    assert.deepEqual(await inBash('slipway plan team delete ap'), ['apex'])
    assert.deepEqual(await inBash('slipway workspace show '), ['shop'])
    assert.deepEqual(await inBash('slipway sandbox restart sh'), ['shop/one'])
    assert.deepEqual(await inBash('slipway workspace create x --team ac'), ['acme'])
    assert.equal((await inBash('slipway watch ')).length, 4)
  })

  it('completes what is typed in bash', async () => {
    const line = ['script', '--quiet', '--flush', '--command', 'bash --norc --noprofile -i', '/dev/null']
    const typed = startProgram(line, { env: { ...env, TERM: 'dumb' }, input: 'typed' })
    const enter = (text: string): void => typed.type(`${text}${ENTER}`)
    enter("source <(slipway completion bash); echo set''-up")
    await typed.shows(/set-up/)
    // Tab completes the word; then the line is made the argument of an echo, which shows it.
    for (const [begun, completed] of [
      ['slipway works', 'slipway workspace'],
      ['slipway team delete ap', 'slipway team delete apex'],
      ['slipway sandbox show sh', 'slipway sandbox show shop/one'],
    ] as const) {
      typed.type(`${begun}${TAB}`)
      enter(`${LINE_START}echo LINE''OF `)
      await typed.shows(new RegExp(`^LINEOF ${completed} *\\r?$`, 'm'))
    }
    enter('exit')
    await typed.ended
  })

  it('completes what is typed in zsh, and shows what each is', async () => {
    // zsh draws its line with a terminal's help: on a dumb one as text.
    const line = ['script', '--quiet', '--flush', '--command', 'stty cols 100; exec zsh -f -i', '/dev/null']
    const zsh = { ...env, TERM: 'dumb', SHELL: '/usr/bin/zsh', PS1: 'READY ' }
    const typed = startProgram(line, { env: zsh, input: 'typed' })
    const enter = (text: string): void => typed.type(`${text}${ENTER}`)
    await typed.shows(/READY/) // What is typed before zsh reads is lost.
    enter("autoload -U compinit && compinit -u -D; source <(slipway completion zsh); echo set''-up")
    await typed.shows(/^set-up/m)
    for (const [begun, completed] of [
      ['slipway works', 'slipway workspace'],
      ['slipway team delete ap', 'slipway team delete apex'],
      ['slipway sandbox show sh', 'slipway sandbox show shop/one'],
      ['slipway tasks --status fa', 'slipway tasks --status failed'],
    ] as const) {
      typed.type(`${begun}${TAB}`)
      enter(`${LINE_START}echo LINE''OF `)
      await typed.shows(new RegExp(`^LINEOF ${completed} *\\r?$`, 'm'))
    }
    typed.type(`slipway team show ${TAB}${TAB}`) // What is common to all comes first, then what there is.
    await typed.shows(/acme +-- active/)
    typed.type(CTRL_C)
    enter('') // The key that follows only ends the list.
    enter('exit')
    await typed.ended
  })

  it('offers options alone, and says nothing, when portal-api is away', async () => {
    const away = { ...env, SLIPWAY_URL: 'http://127.0.0.1:1' }
    const { code, stdout, stderr } = await startProgram(
      ['bash', '--norc', '-c', 'SHELL=bash slipway --get-yargs-completions slipway team delete ""'],
      { env: away },
    ).ended
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^(?:--[a-z-]+\n)+$/)
  })
})
