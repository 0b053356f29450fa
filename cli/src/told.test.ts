import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { Refused } from './refused.ts'
import { asJson, asLines, exitCodeOf } from './told.ts'

const refused = (status: number, code: string) =>
  new Refused({ status, code, detail: `${code} happened.`, retryable: false, remedy: 'Do something.' })

const plain = (text: string): string => text
const paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain }

describe('what an error is to scripts', () => {
  it('is wrong usage, a refusal or unreachability', () => {
    const codes: readonly (readonly [unknown, number])[] = [
      [refused(400, 'INVALID_REQUEST'), 2],
      [refused(401, 'UNAUTHORIZED'), 2],
      [refused(422, 'INVALID_PAYLOAD'), 2],
      [refused(403, 'FORBIDDEN'), 1],
      [refused(404, 'RESOURCE_NOT_FOUND'), 1],
      [refused(409, 'NAME_TAKEN'), 1],
      [refused(429, 'RATE_LIMITED'), 3],
      [refused(503, 'REDIS_UNAVAILABLE'), 3],
      [new Failure('PORTAL_UNREACHABLE', 'gone'), 3],
      [new Failure('ANSWER_UNEXPECTED', 'odd'), 3],
      [new Failure('WRONG_USAGE', 'wrong'), 2],
      [new Failure('NO_TOKEN', 'none'), 2],
      [new Failure('SECRET_EXPOSED', 'open'), 2],
      [new Error('a defect'), 1],
    ]
    for (const [thrown, code] of codes) assert.equal(exitCodeOf(thrown), code, String(thrown))
  })

  it('has a message, every wrong field, a remedy and a code', () => {
    const { problem } = refused(422, 'INVALID_PAYLOAD')
    const wrong = new Refused({ ...problem, errors: [{ field: 'slug', message: 'is reserved' }] })
    assert.equal(
      asLines(wrong, paint),
      '✗ INVALID_PAYLOAD happened.\n    slug: is reserved\n  Do something.\n  INVALID_PAYLOAD',
    )
    assert.deepEqual(JSON.parse(asJson(wrong)), {
      error: {
        ...{ code: 'INVALID_PAYLOAD', message: 'INVALID_PAYLOAD happened.', remedy: 'Do something.' },
        fields: ['slug: is reserved'],
      },
    })
  })

  it('tells people what they can do at a command line', () => {
    assert.match(asLines(refused(401, 'UNAUTHORIZED'), paint), /slipway login/)
    assert.match(asLines(refused(409, 'HAS_CHILDREN'), paint), /--cascade/)
  })
})
