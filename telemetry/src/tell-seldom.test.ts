import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pino } from 'pino'
import { z } from 'zod'
import { withLogContext } from './log-context.ts'
import { loggerOptions } from './logger.ts'
import { tellSeldom } from './tell-seldom.ts'

const Line = z.looseObject({ level: z.number(), msg: z.string(), repeated: z.number().optional() })
const [DEBUG, WARN] = [20, 40]
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

describe('What goes wrong again and again', () => {
  const lines: z.infer<typeof Line>[] = []
  const write = (line: string): void => void lines.push(Line.parse(JSON.parse(line)))
  let now = 0
  const told = tellSeldom(pino(loggerOptions('debug', []), { write }), () => now)
  const toldSince = (count: number) => lines.slice(count).map(({ level, msg, repeated }) => [level, msg, repeated])

  it('is a warning once, and once more in a minute with how often it was so', () => {
    for (let each = 0; each < 100; each += 1) told('redis')(refused)
    assert.equal(lines.filter(({ level }) => level === WARN).length, 1)
    assert.equal(lines.filter(({ level }) => level === DEBUG).length, 99, 'and nothing is swallowed')
    const before = lines.length
    now = 59_999
    told('redis')(refused)
    now = 60_000
    told('redis')(refused)
    now = 120_000
    told('redis')(refused)
    assert.deepEqual(toldSince(before), [
      [DEBUG, 'redis', undefined],
      [WARN, 'redis', 100],
      [WARN, 'redis', undefined],
    ])
  })

  it('keeps nothing else from being told', () => {
    const before = lines.length
    told('queue')(refused)
    told('redis')(new TypeError('something else'))
    told('redis')('text')
    assert.deepEqual(
      lines.slice(before).map(({ level }) => level),
      [WARN, WARN, WARN],
    )
  })

  it('is not about the task that happened to be worked on', () => {
    withLogContext({ task: 'one' }, () => told('intake')(refused))
    assert.equal(lines.at(-1)?.['task'], undefined)
  })
})
