import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ToolProfile } from '#contract'
import { sandboxFor } from './codex/command.ts'
import { permissionsFor } from './opencode/permissions.ts'
import { toolsFor, toolsForProfile } from './profiles.ts'

const names = (profile: ToolProfile, rules?: readonly string[]) => toolsFor(profile, rules).map(({ tool }) => tool)
const anyRule = fc.constantFrom(...toolsForProfile('full-access').flatMap((tool) => [tool, `${tool}(x)`]), 'Nonsense')

describe('profiles', () => {
  it('allow more from one to the next', () => {
    assert.deepEqual(names('readonly'), ['Read', 'Glob', 'Grep'])
    assert.deepEqual(names('developer'), [...names('readonly'), 'Write', 'Edit', 'Bash'])
    assert.deepEqual(names('full-access').slice(0, 6), names('developer'))
    for (const tool of ['Task', 'WebFetch'] as const) assert.ok(names('full-access').includes(tool))
  })

  it('are narrowed by rules and never widened', () => {
    assert.deepEqual(names('readonly', ['Write', 'Bash(ls)', 'Read']), ['Read'])
    assert.deepEqual(names('developer', []), [])
    const rules = ['Bash(npm test:*)', 'Bash(git log:*)', 'Edit', 'Edit(src/**)']
    assert.deepEqual(toolsFor('developer', rules), [
      { tool: 'Edit', patterns: [] },
      { tool: 'Bash', patterns: ['npm test:*', 'git log:*'] },
    ])
    fc.assert(
      fc.property(fc.constantFrom(...ToolProfile.options), fc.array(anyRule), (profile, rules) => {
        const whole: readonly string[] = toolsForProfile(profile)
        assert.ok(names(profile, rules).every((tool) => whole.includes(tool)))
      }),
    )
  })

  it('give codex a wider sandbox only for what is allowed whole', () => {
    const sandbox = (profile: ToolProfile, allowedTools?: readonly string[]) => sandboxFor({ profile, allowedTools })
    assert.equal(sandbox('readonly'), 'read-only')
    assert.equal(sandbox('developer'), 'workspace-write')
    assert.equal(sandbox('full-access'), 'danger-full-access')
    assert.equal(sandbox('full-access', ['Write', 'Edit', 'Bash']), 'workspace-write')
    assert.equal(sandbox('developer', ['Write', 'Edit', 'Bash(npm test:*)']), 'read-only')
    assert.equal(sandbox('developer', ['Write', 'Edit']), 'read-only')
  })

  it('become permissions of opencode', () => {
    const permissions = permissionsFor({
      profile: 'developer',
      allowedTools: ['Read', 'Write', 'Bash(npm test:*)', 'Bash(ls)'],
    })
    assert.deepEqual(permissions, {
      ...{ '*': 'deny', todowrite: 'allow', read: 'allow', list: 'allow', edit: 'deny', external_directory: 'deny' },
      bash: { '*': 'deny', 'npm test': 'allow', 'npm test *': 'allow', ls: 'allow' },
    })
  })
})
