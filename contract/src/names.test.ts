import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  BranchName,
  agentFolderOf,
  branchOf,
  callbackUri,
  checkoutOf,
  databaseOf,
  directoryOf,
  fullSlug,
  hostOf,
  Id,
  madeTeamId,
  MAX_LABEL,
  RepositoryName,
  RESERVED_SLUGS,
  Slug,
  stackOf,
  TaskId,
} from './names.ts'

/** Slugs as the rule says it: words of a–z and 0–9, joined by single hyphens. */
const word = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const slug = fc
  .array(word, { minLength: 1, maxLength: 5 })
  .map((words) => words.join('-'))
  .filter((name) => name.length >= 3 && name.length <= MAX_LABEL && !RESERVED_SLUGS.includes(name))

const TYPES = ['team', 'workspace', 'sandbox'] as const

describe('Slug', () => {
  const refused: Readonly<Record<string, string>> = {
    'a path': '../x',
    'a leading hyphen': '-x',
    'a trailing hyphen': 'abc-',
    'a double hyphen': 'a--b',
    'a space': 'x y',
    'letters beyond ASCII': 'Ünï',
    'a newline inside': 'abc\ndef',
    'a newline at the end': 'abc\n',
    'a shell substitution': '$(id)',
    capitals: 'Abc',
    'a dot': 'a.b.c',
    'an underscore': 'a_b',
    'a slash': 'a/b',
    'a null byte': 'abc\0',
    'a full-width digit': 'abc\uff11',
    'an empty string': '',
    'two characters': 'ab',
    '64 characters': 'a'.repeat(64),
  }
  for (const [what, name] of Object.entries(refused)) {
    it(`refuses ${what}`, () => assert.equal(Slug.safeParse(name).success, false))
  }

  for (const name of RESERVED_SLUGS) {
    it(`refuses the reserved "${name}" and says so`, () => {
      assert.match(Slug.safeParse(name).error?.message ?? '', /is reserved/)
      assert.equal(Slug.parse(`${name}s1`), `${name}s1`)
    })
  }

  it('takes the shortest and the longest', () => {
    for (const name of ['abc', '1a1', 'a-b', 'a'.repeat(MAX_LABEL)]) assert.equal(Slug.parse(name), name)
  })

  it('takes every name that follows the rule', () => {
    fc.assert(fc.property(slug, (name) => Slug.safeParse(name).success))
  })

  it('takes nothing that a host, a path, a shell or compose would read otherwise', () => {
    const nearly = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      slug.chain((name) => fc.mixedCase(fc.constant(name))),
    )
    fc.assert(
      fc.property(nearly, (name) => {
        if (!Slug.safeParse(name).success) return
        assert.equal(new URL(`http://${name}.example`).hostname, `${name}.example`)
        assert.equal(encodeURIComponent(name), name)
        assert.match(name, /^[a-z0-9-]{3,63}$/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('Names formed of slugs', () => {
  it('are valid hosts, stay below their folder, and differ for every resource', () => {
    fc.assert(
      fc.property(fc.uniqueArray(slug, { minLength: 2, maxLength: 4 }), (slugs) => {
        const all = slugs.flatMap((name) => TYPES.map((type) => ({ type, name })))
        const formed = [
          all.map(({ type, name }) => hostOf(type, name, 'example.org')),
          all.map(({ type, name }) => directoryOf(type, name)),
          all.map(({ type, name }) => stackOf(type, name)),
        ]
        for (const names of formed) assert.equal(new Set(names).size, all.length)
        for (const { type, name } of all) {
          assert.equal(
            new URL(callbackUri(hostOf(type, name, 'example.org'))).hostname,
            hostOf(type, name, 'example.org'),
          )
          for (const path of [databaseOf(type, name), checkoutOf(type, name)]) {
            assert.ok(path.startsWith(`${directoryOf(type, name)}/`), path)
          }
        }
      }),
    )
  })

  it('are those of the contract', () => {
    assert.equal(hostOf('team', 'acme', 'd.example'), 'acme.d.example')
    assert.equal(hostOf('workspace', 'shop', 'd.example'), 'shop.app.d.example')
    assert.equal(hostOf('sandbox', fullSlug('shop', 'one'), 'd.example'), 'shop-one.sandbox.d.example')
    assert.equal(callbackUri('shop.app.d.example'), 'https://shop.app.d.example/api/auth/callback')
    assert.equal(branchOf('shop-one'), 'sandbox/shop-one')
    assert.deepEqual(
      TYPES.map((type) => stackOf(type, 'shop')),
      ['team-shop', 'workspace-shop', 'sandbox-shop'],
    )
    assert.equal(stackOf('agent', 'shop-one'), 'agent-shop-one')
    assert.equal(agentFolderOf('shop-one'), 'sandboxes/shop-one/agent')
  })

  it('give every sandbox a branch that git takes', () => {
    fc.assert(fc.property(slug, slug, (one, two) => BranchName.safeParse(branchOf(fullSlug(one, two))).success))
  })

  it('give a workspace always the same team id, and each another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 5 }), (ids) => {
        const made = ids.map(madeTeamId)
        assert.deepEqual(made, ids.map(madeTeamId))
        assert.equal(new Set(made).size, ids.length)
        for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
      }),
    )
  })
})

describe('Ids', () => {
  const refused = ['', '-a', '_a', 'a b', 'a/b', 'a:b', '../a', 'a\n', 'é', 'a'.repeat(129), '$(id)']
  it('are opaque words', () => {
    for (const id of ['a', '550e8400-e29b-41d4-a716-446655440000', 'user_1', '42']) assert.equal(Id.parse(id), id)
    for (const id of refused) assert.equal(Id.safeParse(id).success, false, JSON.stringify(id))
  })
  it('of tasks are not all digits, which BullMQ refuses', () => {
    assert.equal(TaskId.safeParse('42').success, false)
    assert.equal(TaskId.parse('42a'), '42a')
  })
})

describe('RepositoryName and BranchName', () => {
  it('take what a forge takes', () => {
    for (const name of ['slipway/sample', 'a/b', 'Org-1/repo.name_x']) assert.equal(RepositoryName.parse(name), name)
    for (const name of ['main', 'feature/a', 'v1.2', 'a_b/c-d']) assert.equal(BranchName.parse(name), name)
  })
  it('refuse what leads elsewhere, or what git reads as something else', () => {
    const repositories = [
      'sample',
      'a/b/c',
      '/b',
      'a/',
      '../b',
      'a/..',
      'a/b..c',
      'a/-b',
      'a/b.git',
      'a/b.lock',
      'a/b c',
      'a/b\n',
    ]
    for (const name of repositories) assert.equal(RepositoryName.safeParse(name).success, false, name)
    const branches = [
      '',
      '-x',
      '/x',
      'x/',
      'a//b',
      'a..b',
      'a.lock',
      'a.lock/b',
      'a.',
      'a./b',
      '.a',
      'a/.b',
      'a b',
      'a~1',
      'a^',
      'a:b',
      'a@{1}',
      '@',
      'a\\b',
      'a*',
      '$(id)',
      'a\n',
      'HEAD~',
    ]
    for (const name of branches) assert.equal(BranchName.safeParse(name).success, false, JSON.stringify(name))
  })
})
