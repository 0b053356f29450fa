import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { barLine } from './bar-line.ts'
import { plainScreen } from './plain.ts'
import type { Bar } from './screen.ts'
import { table } from './table.ts'

const bar: Bar = { name: 'sandbox red', percentage: 50, message: 'Cloning', seconds: 1.25, state: 'running' }

describe('what the demo shows', () => {
  it('fills a bar by its percentage', () => {
    const line = stripVTControlCharacters(barLine(bar, 100))
    assert.equal(line, `  • sandbox red      ${'█'.repeat(12)}${'░'.repeat(12)}  50 %   1.3 s  Cloning`)
  })

  it('keeps a bar within one line of the terminal', () => {
    const message = `${'long '.repeat(40)}\nsecond line`
    for (const columns of [70, 80, 120]) {
      const line = stripVTControlCharacters(barLine({ ...bar, message }, columns))
      assert.ok(line.length < columns && line.endsWith('…'), line)
    }
  })

  it('tells a file of each step once', () => {
    const written: string[] = []
    const screen = plainScreen((text) => written.push(text))
    screen.bars([bar])
    screen.bars([{ ...bar, seconds: 2 }])
    screen.bars([{ ...bar, percentage: 60, message: 'Starting\nand more' }])
    assert.deepEqual(written, ['    sandbox red       50 %  Cloning\n', '    sandbox red       60 %  Starting\n'])
  })

  it('makes columns as wide as their longest cell', () => {
    const columns = [
      { title: 'Step', align: 'left' },
      { title: 'Took', align: 'right' },
    ] as const
    const lines = table(columns, [['sandboxes', '1.0 s']]).map(stripVTControlCharacters)
    assert.deepEqual(lines, ['  Step        Took', '  ─────────  ─────', '  sandboxes  1.0 s'])
  })
})
