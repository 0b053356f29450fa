import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { loadConfig } from './config.ts'
import { agentSettings, AgentVariables } from './config/agents.ts'

const least = { APP_IMAGE: 'image:1' }
const programs = {
  SSH_CLAUDE_PATH: '~/.local/bin/claude',
  SSH_CODEX_PATH: '~/.local/bin/codex',
  SSH_OPENCODE_PATH: '~/.opencode/bin/opencode',
}

describe('loadConfig', () => {
  it('needs an image, has a default for everything else, and takes an empty variable as unset', () => {
    const config = loadConfig(least)
    assert.deepEqual(config, {
      ...{ REDIS_URL: 'redis://127.0.0.1:6379', REDIS_ALLOW_VOLATILE: 'false' },
      ...{ DATA_DIR: resolve('data'), TEMPLATES_DIR: resolve('templates') },
      ...{ DOMAIN: 'localhost', FORGE_ORGANISATION: 'slipway', APP_IMAGE: 'image:1' },
      ...{ HIGH_CONCURRENCY: 8, NORMAL_CONCURRENCY: 4, NETWORK_POOL: '10.213.0.0/16' },
      ...{
        STACK_START_TIMEOUT_S: 120,
        OUTAGE_PATIENCE_S: 900,
        SWEEP_INTERVAL_S: 15,
        METRICS_HOST: '127.0.0.1',
        LOG_LEVEL: 'info',
      },
      ...{ TASK_RETENTION_HOURS: 24, EVENT_RETENTION: 20_000, ARCHIVE_RETENTION_DAYS: 90 },
      ...{
        FORGE: 'local',
        GITHUB_API_URL: 'https://api.github.com',
        GITHUB_CONTENT_PER_MINUTE: 80,
        GITHUB_CONTENT_PER_HOUR: 500,
        forge: { kind: 'local' },
      },
      ...{ IDENTITY: 'local', AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com' },
      ...{ GRAPH_URL: 'https://graph.microsoft.com', GRAPH_CONSISTENCY_S: 120, ENTRA_SECRET_DAYS: 365 },
      identity: { kind: 'local' },
      ...{ CERTIFICATES: 'local', ACME_DIRECTORY: 'staging', ACME_CHALLENGE_PORT: 8402, RENEWAL_INTERVAL_S: 3600 },
      certificates: { kind: 'local' },
      ...{ AGENT_CONCURRENCY: 5, AGENT_LEASE_S: 120, AGENT_MAX_HOPS: 20, AGENT_LLM_PROVIDER: 'anthropic' },
      ...{ AGENT_RUN_BUDGET_USD: 5, AGENT_DAY_BUDGET_USD: 25 },
      ...{ AGENT_AUTHOR_NAME: 'Slipway Agent', AGENT_AUTHOR_EMAIL: 'agent@slipway.localhost' },
      ...{ SSH_HOST: 'host.docker.internal', SSH_PORT: 22, ...programs },
      agents: agentSettings(AgentVariables.parse({})),
      agentContainer: undefined,
    })
    assert.ok(Object.isFrozen(config))
    assert.deepEqual(loadConfig({ ...least, DOMAIN: '', HIGH_CONCURRENCY: '', SLIPWAY_SECRET_KEY: '' }), config)
    assert.throws(() => loadConfig({}), /APP_IMAGE/)
  })

  const wrong: Readonly<Record<string, readonly string[]>> = {
    REDIS_URL: ['nonsense', 'http://127.0.0.1', '127.0.0.1:6379'],
    REDIS_ALLOW_VOLATILE: ['yes', '1', 'TRUE'],
    DOMAIN: ['Example.org', '-a', 'a b', 'a_b.c', '.org', 'a..b', 'x'.repeat(181)],
    FORGE: ['gitlab', 'GITHUB'],
    FORGE_ORGANISATION: ['../x', '-a', 'a_b', 'a--b', 'x'.repeat(40)],
    GITHUB_API_URL: ['api.github.com', 'ssh://git@github.com'],
    GITHUB_APP_ID: ['0', 'slipway'],
    GITHUB_APP_INSTALLATION_ID: ['0', 'x'],
    GITHUB_APP_PRIVATE_KEY: ['a-key'],
    GITHUB_CONTENT_PER_MINUTE: ['0', 'many'],
    GITHUB_CONTENT_PER_HOUR: ['0', '1000001'],
    IDENTITY: ['okta'],
    AZURE_TENANT_ID: ['contoso', '1'],
    AZURE_CLIENT_ID: ['slipway'],
    AZURE_CLIENT_CERTIFICATE: ['thumbprint'],
    AZURE_AUTHORITY_HOST: ['http://127.0.0.1', 'login.microsoftonline.com'],
    GRAPH_URL: ['http://127.0.0.1'],
    GRAPH_CONSISTENCY_S: ['7', '2m'],
    ENTRA_SECRET_DAYS: ['0', '731'],
    CERTIFICATES: ['traefik'],
    ACME_DIRECTORY: ['prod', 'http://127.0.0.1/dir'],
    ACME_EMAIL: ['nobody'],
    ACME_PROFILE: ['a b'],
    ACME_EAB_HMAC_KEY: ['a+b'],
    ACME_CHALLENGE_PORT: ['65536', 'http'],
    RENEWAL_INTERVAL_S: ['4', '86401'],
    DOCKER_HOST: ['/var/run/docker.sock', 'npipe:', 'unix:// a'],
    HIGH_CONCURRENCY: ['0', '-1', '1.5', 'x', '1001', '0x10', ' 4'],
    NORMAL_CONCURRENCY: ['0', 'many'],
    NETWORK_POOL: ['10.0.0.0', '10.0.0.0/25', '10.0.0.0/7', 'fd00::/8'],
    EDGE_NETWORK: ['-edge', 'a b', '$(id)'],
    STACK_START_TIMEOUT_S: ['0', '281', '1m'],
    SWEEP_INTERVAL_S: ['4', '86401'],
    TASK_RETENTION_HOURS: ['0', '8761', '1.5'],
    EVENT_RETENTION: ['99', 'all'],
    ARCHIVE_RETENTION_DAYS: ['-1', '36501', 'never'],
    SLIPWAY_SECRET_KEY: ['short', 'A'.repeat(44), `${'A'.repeat(43)}-`],
    LOG_LEVEL: ['loud', 'INFO'],
    AGENTS: ['on', 'SSH'],
    AGENT_CONCURRENCY: ['0', 'x'],
    AGENT_LEASE_S: ['4', '1m'],
    AGENT_MAX_HOPS: ['0', '-1'],
    AGENT_RUN_BUDGET_USD: ['0', '-1', '5$'],
    AGENT_DAY_BUDGET_USD: ['0', 'much', '100001'],
    AGENT_AUTHOR_NAME: ['<a>', 'a\nb'],
    AGENT_AUTHOR_EMAIL: ['a b', '<a@b>', 'a@b\n'],
    AGENT_CALLBACK_URL: ['board', 'file:///x'],
    AGENT_LLM_PROVIDER: ['Anthropic', 'a b', '1'],
    KANBAN_API_URL: ['board', 'ws://board'],
    SSH_HOST: ['-oProxyCommand=x', 'a b', 'a/b'],
    SSH_PORT: ['0', '65536', 'ssh'],
    SSH_USER: ['-l', 'a b', 'a@b', '0x'],
    SSH_CLAUDE_PATH: ['claude', './claude', '~root/claude', '/a\nb'],
    SSH_CODEX_PATH: ['codex'],
    SSH_OPENCODE_PATH: ['opencode'],
    ANTHROPIC_BASE_URL: ['api.anthropic.com'],
    OPENAI_BASE_URL: ['api.openai.com'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    it(`refuses a wrong ${name} and names it`, () => {
      for (const value of values) {
        assert.throws(
          () => loadConfig({ ...least, [name]: value }),
          (thrown) => thrown instanceof Failure && thrown.code === 'CONFIG_INVALID' && thrown.message.includes(name),
          value,
        )
      }
    })
  }

  const app = {
    GITHUB_APP_ID: '1',
    GITHUB_APP_INSTALLATION_ID: '2',
    GITHUB_APP_PRIVATE_KEY: String.raw`-----BEGIN RSA PRIVATE KEY-----\nMII`,
  }
  const account = {
    AZURE_TENANT_ID: '00000000-0000-4000-8000-00000000000a',
    AZURE_CLIENT_ID: '00000000-0000-4000-8000-00000000000b',
  }

  it('makes of what a driver needs one setting', () => {
    assert.deepEqual(
      loadConfig({ ...least, FORGE: 'github', GITHUB_TOKEN: 't', GITHUB_API_URL: 'https://g/api/v3/' }).forge,
      {
        kind: 'github',
        apiUrl: 'https://g/api/v3',
        organisation: 'slipway',
        auth: { kind: 'token', token: 't' },
      },
    )
    assert.deepEqual(loadConfig({ ...least, FORGE: 'github', ...app }).forge, {
      kind: 'github',
      apiUrl: 'https://api.github.com',
      organisation: 'slipway',
      auth: { kind: 'app', appId: 1, installationId: 2, privateKey: '-----BEGIN RSA PRIVATE KEY-----\nMII' },
    })
    assert.deepEqual(loadConfig({ ...least, IDENTITY: 'entra', ...account, AZURE_CLIENT_SECRET: 's' }).identity, {
      kind: 'entra',
      graphUrl: 'https://graph.microsoft.com',
      consistencyS: 120,
      secretDays: 365,
      account: {
        tenantId: account.AZURE_TENANT_ID,
        clientId: account.AZURE_CLIENT_ID,
        authorityHost: 'https://login.microsoftonline.com',
        credential: { kind: 'secret', secret: 's' },
      },
    })
    assert.deepEqual(loadConfig({ ...least, CERTIFICATES: 'acme', ACME_EMAIL: 'ops@example.org' }).certificates, {
      kind: 'acme',
      directoryUrl: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      email: 'ops@example.org',
      profile: undefined,
      externalAccount: undefined,
    })
  })

  const incomplete: readonly Readonly<Record<string, string>>[] = [
    { FORGE: 'github' },
    { FORGE: 'github', ...app, GITHUB_APP_ID: '' },
    { FORGE: 'github', ...app, GITHUB_TOKEN: 't' },
    { IDENTITY: 'entra', AZURE_CLIENT_SECRET: 's' },
    { IDENTITY: 'entra', ...account },
    { IDENTITY: 'entra', ...account, AZURE_CLIENT_SECRET: 's', AZURE_CLIENT_CERTIFICATE: app.GITHUB_APP_PRIVATE_KEY },
    { CERTIFICATES: 'acme' },
    { CERTIFICATES: 'acme', ACME_EMAIL: 'ops@example.org', ACME_EAB_KEY_ID: 'k' },
  ]
  for (const env of incomplete) {
    it(`refuses what is not all that a driver needs: ${Object.keys(env).join(', ')}`, () => {
      assert.throws(
        () => loadConfig({ ...least, ...env }),
        (thrown) => thrown instanceof Failure && thrown.code === 'CONFIG_INVALID',
      )
    })
  }

  it('names every wrong variable at once, and tells no secret', () => {
    const all = Object.fromEntries(Object.entries(wrong).map(([name, [value = '']]) => [name, value]))
    assert.throws(
      () => loadConfig({ ...all, SLIPWAY_SECRET_KEY: 'a-secret-of-the-wrong-length' }),
      (thrown) => {
        assert.ok(thrown instanceof Failure)
        for (const name of [...Object.keys(wrong), 'APP_IMAGE']) assert.ok(thrown.message.includes(name), name)
        assert.ok(!thrown.message.includes('a-secret-of-the-wrong-length'))
        return true
      },
    )
  })
})
