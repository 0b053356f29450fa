import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { argumentAt } from './complete.ts'

describe('what is being typed', () => {
  it('is the argument of a command, wherever options stand', () => {
    const lines: readonly (readonly [line: string, argument: string | undefined])[] = [
      ['team delete ', 'team'],
      ['team delete ac', 'team'],
      ['team delete --cascade ac', 'team'],
      ['plan workspace delete --url http://a ', 'workspace'],
      ['sandbox restart shop/', 'sandbox'],
      ['watch ', 'task'],
      ['agent logs 55', 'task'],
      ['workspace create --team a', 'team'],
      ['leftovers remove ', 'leftover'],
      ['team ', undefined],
      ['team create ', 'slug'],
      ['team delete acme ', undefined],
      ['nothing at all ', undefined],
    ]
    for (const [line, argument] of lines) assert.equal(argumentAt(line.split(' ')), argument, line)
  })
})
