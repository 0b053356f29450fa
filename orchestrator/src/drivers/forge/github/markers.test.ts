import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { markerRef, parseMarker } from './branch-markers.ts'
import { describe as describeFor, tagIn } from './repository-marker.ts'

const INSTANCE = '5d3f2f1e-0000-4000-8000-00000000000a'
const TAG = { owner: 'sandbox:sb-1', task: 'task_1' }
const object = { sha: 'a'.repeat(40) }

describe('the marker of a repository', () => {
  const description = describeFor(INSTANCE, TAG)

  it('is read back from its description, whatever people write around it', () => {
    assert.deepEqual(tagIn(INSTANCE, description), TAG)
    assert.deepEqual(tagIn(INSTANCE, `Our shop. ${description} – ask Ada`), TAG)
  })

  it('fits in with the longest ids', () => {
    assert.ok(describeFor(INSTANCE, { owner: `workspace:${'x'.repeat(128)}`, task: 'y'.repeat(128) }).length <= 350)
  })

  for (const [what, text] of Object.entries({
    none: 'A shop',
    null: null,
    'that of another installation': describeFor('another', TAG),
    'one that was tampered with': description.replace(']', ' extra]'),
    'more than one': `${description} ${describeFor(INSTANCE, { ...TAG, task: 'other' })}`,
  })) {
    it(`is nobody's: ${what}`, () => assert.equal(tagIn(INSTANCE, text), undefined))
  }

  it('is not made of what could not be read back', () => {
    for (const owner of ['nobody', 'team:a b', 'team:a]', 'team:']) {
      assert.throws(() => describeFor(INSTANCE, { owner, task: 't' }), { code: 'INTERNAL' })
    }
  })
})

describe('the marker of a branch', () => {
  it('is read back from the name of its ref', () => {
    for (const branch of ['main', 'sandbox/shop-one', 'a/b/c', 'x.y_z', 'HEAD', 'x'.repeat(200)]) {
      const ref = markerRef(INSTANCE, branch, TAG)
      assert.deepEqual(parseMarker(INSTANCE, { ref, object }), [{ ...TAG, ref, branch, commit: object.sha }])
    }
  })

  it('is no marker elsewhere, of another installation, or with parts too many or too few', () => {
    const ref = markerRef(INSTANCE, 'main', TAG)
    for (const other of [
      'refs/heads/main',
      `${ref}/more`,
      ref.slice(0, ref.lastIndexOf('/')),
      ref.replace('5d', '6e'),
    ]) {
      assert.deepEqual(parseMarker(INSTANCE, { ref: other, object }), [])
    }
  })

  it('is not made of what could not be read back', () => {
    for (const owner of ['nobody', 'a:b:c', 'team:a/b', ':x']) {
      assert.throws(() => markerRef(INSTANCE, 'main', { owner, task: 't' }), { code: 'INTERNAL' })
    }
  })
})
