import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'

const SECRET = 'a-secret-that-is-known'
const PROGRAM = `
  import { createLogger, LogVariables } from '${join(import.meta.dirname, 'logger.ts')}'
  import { withLogContext } from '${join(import.meta.dirname, 'log-context.ts')}'
  const log = await createLogger(LogVariables.parse(JSON.parse(process.argv[1])), ['${SECRET}'])
  await withLogContext({ task: 'task-1', resource: 'team:1' }, async () => {
    await withLogContext({ step: 'roof' }, async () => log.info({ given: '${SECRET}' }, 'inside'))
    log.info('outside')
  })
  log.info('after')
`

const logged = async (settings: object): Promise<string[]> => {
  const args = ['--input-type=module', '--eval', PROGRAM, JSON.stringify(settings)]
  return (await execa(process.execPath, args)).stdout.split('\n')
}

const Line = z.looseObject({ msg: z.string() })

describe('what is logged', () => {
  it('is JSON where nobody watches, and says what it is about', async () => {
    const [inside, outside, after] = (await logged({})).map((line) => Line.parse(JSON.parse(line)))
    assert.deepEqual([inside?.['task'], inside?.['resource'], inside?.['step']], ['task-1', 'team:1', 'roof'])
    assert.deepEqual([outside?.['task'], outside?.['step']], ['task-1', undefined])
    assert.equal(after?.['task'], undefined)
    assert.equal(inside?.['given'], '[redacted]')
  })

  it('is for people where that is asked for, without secrets as well', async () => {
    const text = (await logged({ LOG_FORMAT: 'pretty' })).join('\n')
    assert.match(text, /INFO.*: inside \{.*"task":"task-1"/)
    assert.ok(!text.includes(SECRET))
    assert.throws(() => JSON.parse(text))
  })
})
