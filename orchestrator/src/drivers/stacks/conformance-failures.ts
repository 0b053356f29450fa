import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { it } from 'node:test'
import { Failure, type FailureCode } from '#contract'
import { CLAIM, MINE, type ConformanceTemplate, type MakeStacksWorld } from './conformance-world.ts'

const { signal } = new AbortController()

/** Connections after which the engine goes away: a creation needs about ten. */
const CUT_AFTER = [1, 3, 5, 7, 9]

const NOT_CREATED = [
  ['builds-nothing', 'STACK_BUILD_FAILED', /absent-file/],
  ['lacks-image', 'STACK_IMAGE_MISSING', /"app" needs the image "slipway-no-such-image:1"/],
  ['unsafe', 'UNSAFE_TEMPLATE', /services\.app\.privileged/],
  ['absent', 'TEMPLATE_INVALID', /absent\.yml\.j2/],
] as const satisfies readonly (readonly [ConformanceTemplate, FailureCode, RegExp])[]

const NOT_STARTED = [
  ['exits', 'STACK_EXITED', /service "app".* exited with code 3.*\n.*out of paint/],
  ['lacks-program', 'STACK_EXITED', /service "app"[^]*\(exit code 127\)/],
  ['ails', 'STACK_UNHEALTHY', /service "app"[^]*exit code 0[^]*still mixing/],
] as const satisfies readonly (readonly [ConformanceTemplate, FailureCode, RegExp])[]

/** How a stack fails, and that it can be removed after that. */
export function failuresConform(make: MakeStacksWorld): void {
  for (const [template, code, message] of NOT_CREATED) {
    it(`says what is wrong with a stack that ${template}: ${code}`, async () => {
      await using world = await make()
      const request = await world.request('shop', template)
      await assert.rejects(world.stacks.create(request, MINE, signal), { code, message })
      await world.stacks.remove({ kind: 'stack', name: request.stack }, MINE, signal)
      assert.deepEqual(await world.standing(request.stack), { containers: [], networks: 0 })
    })
  }

  for (const [template, code, message] of NOT_STARTED) {
    it(`says what is wrong with a stack that ${template}: ${code}`, async () => {
      await using world = await make()
      const request = await world.request('shop', template)
      await world.stacks.create(request, MINE, signal)
      await assert.rejects(world.stacks.start(request.stack, CLAIM, signal), { code, message })
      await world.stacks.remove({ kind: 'stack', name: request.stack }, MINE, signal)
      assert.deepEqual(await world.standing(request.stack), { containers: [], networks: 0 })
    })
  }

  it("says which service can't have its port: STACK_PORT_TAKEN", async () => {
    await using world = await make()
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const address = holder.address()
    const port = address !== null && typeof address === 'object' ? address.port : assert.fail('no port')
    try {
      const request = await world.request('shop', 'publishes', { port })
      await world.stacks.create(request, MINE, signal)
      await assert.rejects(world.stacks.start(request.stack, CLAIM, signal), {
        code: 'STACK_PORT_TAKEN',
        message: new RegExp(`service "app".*${port}`),
      })
    } finally {
      holder.close()
    }
  })

  it('gives up at once when the signal aborts', async () => {
    await using world = await make()
    const request = await world.request('shop', 'ails')
    const reason = new Error('enough')
    await assert.rejects(world.stacks.create(request, MINE, AbortSignal.abort(reason)), reason)
    await world.stacks.create(request, MINE, signal)
    const abort = new AbortController()
    const start = world.stacks.start(request.stack, CLAIM, abort.signal)
    abort.abort(reason)
    await assert.rejects(start, reason)
  })

  it('says so when the engine goes away at any moment of a verb, which works when repeated: DOCKER_UNAVAILABLE', async () => {
    await using world = await make()
    const request = await world.request('shop', 'serves', { says: 'hello' })
    const thing = { kind: 'stack', name: request.stack } as const
    const verbs = [
      () => world.stacks.create(request, MINE, signal),
      () => world.stacks.start(request.stack, CLAIM, signal),
      () => world.stacks.suspend(request.stack, CLAIM, signal),
      () => world.stacks.remove(thing, CLAIM, signal),
      () => world.stacks.list(signal),
    ]
    for (const verb of verbs) {
      for (const connections of CUT_AFTER) {
        world.cutOffAfter(connections)
        const outcome = await verb().then(
          () => 'done',
          (thrown: unknown) => Failure.from(thrown).code,
        )
        // With few connections the verb can't have got its answers; with many it may have needed fewer.
        if (connections === 1) assert.equal(outcome, 'DOCKER_UNAVAILABLE')
        else assert.match(outcome, /^(?:done|DOCKER_UNAVAILABLE)$/)
        await world.restore()
      }
      await verb()
    }
    assert.deepEqual(await world.standing(request.stack), { containers: [], networks: 0 })
  })
}
