import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startModelApi, type ModelApi } from './model-api.ts'

const KEY = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' }
const tools = [{ name: 'Read', input_schema: { type: 'object' } }]
const user = (content: unknown) => ({ role: 'user', content })

async function post(api: ModelApi, path: string, body: unknown, headers: Readonly<Record<string, string>>) {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
  const response = await fetch(`${api.url}${path}`, init)
  return { status: response.status, text: await response.text() }
}
const ask = (
  api: ModelApi,
  messages: readonly unknown[],
  more: object = {},
  headers: Readonly<Record<string, string>> = KEY,
) => post(api, '/v1/messages', { model: 'm', max_tokens: 1, messages, tools, ...more }, headers)

describe('model API', () => {
  it('tells conversations apart, and goes on in each by itself', async () => {
    await using api = await startModelApi(
      { when: 'first', turns: [{ text: 'one' }, { text: 'two' }] },
      { turns: [{ text: 'other' }] },
    )
    assert.match((await ask(api, [user('the first')])).text, /one/)
    assert.match((await ask(api, [user('second')])).text, /other/)
    for (let again = 0; again < 2; again += 1)
      assert.match((await ask(api, [user([{ type: 'text', text: 'first' }])], { stream: true })).text, /two/)
    assert.equal(api.requests.length, 4)
  })

  it('refuses what the service refuses', async () => {
    await using api = await startModelApi()
    const use = { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Read', input: {} }] }
    const result = user([{ type: 'tool_result', tool_use_id: 't', content: 'x' }])
    assert.equal((await ask(api, [user('x')], {}, {})).status, 401)
    assert.equal((await ask(api, [user('x'), use, user('no result')])).status, 400)
    assert.equal((await ask(api, [user('x'), use, result])).status, 200)
    assert.equal((await ask(api, [])).status, 400)
    assert.equal((await ask(api, [user('x')], { max_tokens: undefined })).status, 400)
    const responses = (body: object, headers = {}) => post(api, '/v1/responses', body, headers)
    const right = { model: 'm', stream: true, input: 'x' }
    assert.equal((await responses(right)).status, 401)
    assert.equal((await responses({ ...right, input: [] }, { authorization: 'Bearer k' })).status, 400)
    assert.equal((await responses(right, { authorization: 'Bearer k' })).status, 200)
  })

  it('answers side requests without counting them as turns', async () => {
    await using api = await startModelApi({ turns: [{ status: 500 }] })
    assert.equal((await ask(api, [user('a title')], { tools: [] })).status, 200)
    assert.equal((await post(api, '/v1/messages/count_tokens', { model: 'm', messages: [user('x')] }, KEY)).status, 200)
    assert.equal(api.requests.length, 0)
    assert.equal((await ask(api, [user('x')])).status, 500)
  })
})
