import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Standing } from '../../drivers/forge/port.ts'
import { baseOf } from './tree.ts'

const [REMOTE, LOCAL] = ['a'.repeat(40), 'b'.repeat(40)]
const standing = (state: Standing['state'], dirty = false): Standing => ({ remote: REMOTE, local: LOCAL, state, dirty })

describe('where an agent starts from', () => {
  it('is what is on the forge, where the checkout has nothing of its own', () => {
    for (const state of ['same', 'behind'] as const)
      assert.deepEqual(baseOf(standing(state), 'sandbox/a'), { commit: REMOTE, notes: [] })
  })

  it('is the checkout where that has commits besides, which are pushed along', () => {
    const { commit, notes } = baseOf(standing('ahead'), 'sandbox/a')
    assert.equal(commit, LOCAL)
    assert.match(notes.join(), /pushed along/)
  })

  it('is the forge where both have commits of their own; those of the checkout are left alone', () => {
    const { commit, notes } = baseOf(standing('diverged'), 'sandbox/a')
    assert.equal(commit, REMOTE)
    assert.match(notes.join(), new RegExp(`${LOCAL.slice(0, 10)} that sandbox/a on the forge lacks`))
  })

  it('says of changes that are not committed that they were left alone', () => {
    for (const state of ['same', 'behind', 'ahead', 'diverged'] as const)
      assert.match(baseOf(standing(state, true), 'sandbox/a').notes[0] ?? '', /not committed were left alone/)
  })
})
