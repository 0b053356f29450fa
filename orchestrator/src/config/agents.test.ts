import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { agentContainerSettings, agentSettings, AgentVariables } from './agents.ts'

type Env = Readonly<Record<string, string>>

const settings = (env: Env, inherited: Env = {}) => agentSettings(AgentVariables.parse(env), inherited)
const container = (env: Env) => agentContainerSettings(AgentVariables.parse(env))
const access = { SSH_PRIVATE_KEY: 'a key', SSH_KNOWN_HOSTS: '/etc/known_hosts' }
const granted = { privateKey: 'a key', knownHostsFile: '/etc/known_hosts' }

/** Asserts that the environment is refused with a message that has every one of some words. */
const refused = (run: () => unknown, ...words: readonly string[]) =>
  assert.throws(run, (thrown) => {
    assert.ok(thrown instanceof Failure)
    assert.equal(thrown.code, 'CONFIG_INVALID')
    for (const word of words) assert.ok(thrown.message.includes(word), thrown.message)
    return true
  })

describe('hosts of agents', () => {
  it('are none by default, this machine when asked for, one over SSH as soon as its user is named', () => {
    assert.deepEqual(settings({}).hosts, [])
    assert.deepEqual(settings({ AGENTS: 'off', SSH_USER: 'agent', ...access }).hosts, [])
    assert.deepEqual(settings({ AGENTS: 'local', AGENT_CONCURRENCY: '3' }).hosts, [
      { kind: 'local', name: 'local', slots: 3, env: {} },
    ])
    assert.deepEqual(settings({ SSH_USER: 'agent', ...access }).hosts, [
      {
        ...{ kind: 'ssh', name: 'agent@host.docker.internal:22', host: 'host.docker.internal', port: 22 },
        ...{ user: 'agent', slots: 5, ...granted },
      },
    ])
  })

  it('see nothing of the environment of the orchestrator but what tells a program where it is', () => {
    const inherited = { HOME: '/home/ann', PATH: '/bin', LANG: 'C', REDIS_URL: 'redis://:secret@r', GITHUB_TOKEN: 't' }
    assert.deepEqual(settings({ AGENTS: 'local' }, inherited).hosts, [
      { kind: 'local', name: 'local', slots: 5, env: { HOME: '/home/ann', PATH: '/bin', LANG: 'C' } },
    ])
  })

  it('are those of AGENT_HOSTS, each with what it leaves out from the other variables', () => {
    const env = { AGENTS: 'ssh', SSH_USER: 'agent', SSH_PORT: '2200', AGENT_CONCURRENCY: '4', ...access }
    const { hosts } = settings({ ...env, AGENT_HOSTS: 'one, root@two:22*8\n[fd00::1]:2022,\tfour*1' })
    assert.deepEqual(hosts, [
      { kind: 'ssh', name: 'agent@one:2200', host: 'one', port: 2200, user: 'agent', slots: 4, ...granted },
      { kind: 'ssh', name: 'root@two:22', host: 'two', port: 22, user: 'root', slots: 8, ...granted },
      { kind: 'ssh', name: 'agent@[fd00::1]:2022', host: 'fd00::1', port: 2022, user: 'agent', slots: 4, ...granted },
      { kind: 'ssh', name: 'agent@four:2200', host: 'four', port: 2200, user: 'agent', slots: 1, ...granted },
    ])
  })

  it('are refused where something is missing or can be no host, and it is named', () => {
    refused(() => settings({ AGENTS: 'ssh', SSH_USER: 'agent' }), 'SSH_PRIVATE_KEY', 'SSH_KNOWN_HOSTS')
    refused(() => settings({ SSH_USER: 'agent', SSH_PRIVATE_KEY: 'a key' }), 'SSH_KNOWN_HOSTS')
    refused(() => settings({ AGENTS: 'ssh', ...access }), 'SSH_USER')
    refused(() => settings({ AGENTS: 'ssh', AGENT_HOSTS: 'one', ...access }), 'AGENT_HOSTS', '"one"', 'SSH_USER')
    for (const host of [
      'a_b',
      '-oProxyCommand=x',
      'a@b@c',
      'one*',
      'one*0',
      'one:port',
      'one:0',
      'one:65536',
      'fd00::1',
      '$(id)',
    ])
      refused(() => settings({ SSH_USER: 'agent', AGENT_HOSTS: `good,${host}`, ...access }), 'AGENT_HOSTS', `"${host}"`)
    const twice = { SSH_USER: 'agent', AGENT_HOSTS: 'one*2 agent@one:22', ...access }
    refused(() => settings(twice), 'AGENT_HOSTS', '"agent@one:22"')
  })
})

describe('what agents get', () => {
  it('is the key and address of their own provider, and no other', () => {
    const { keys } = settings({
      ...{ ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: 'https://a.example/' },
      ...{ OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'https://o.example/v1' },
    })
    const anthropic = { ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: 'https://a.example' }
    const openai = { OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'https://o.example/v1' }
    assert.deepEqual(keys, { claude: anthropic, codex: openai, opencode: anthropic })
    assert.deepEqual(settings({}).keys, { claude: {}, codex: {}, opencode: {} })
  })
})

describe('where results go', () => {
  it('is anywhere, or to the hosts that are named', () => {
    assert.equal(settings({}).callbackHosts, undefined)
    const { callbackHosts } = settings({ AGENT_CALLBACK_HOSTS: 'board.example, hooks.example\n[fd00::1]' })
    assert.deepEqual(callbackHosts, ['board.example', 'hooks.example', '[fd00::1]'])
  })
})

describe('the long-lived agent container', () => {
  it('is there only where an image is named, and needs the address of the board', () => {
    const rest = { KANBAN_API_URL: 'https://board.example/api/', AGENT_LLM_PROVIDER: 'openai' }
    assert.equal(container(rest), undefined)
    assert.deepEqual(container({ AGENT_CONTAINER_IMAGE: 'agent:1', ...rest }), {
      ...{ image: 'agent:1', kanbanApiUrl: 'https://board.example/api', llmProvider: 'openai' },
    })
    refused(() => container({ AGENT_CONTAINER_IMAGE: 'agent:1' }), 'KANBAN_API_URL')
  })
})
