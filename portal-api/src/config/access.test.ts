import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Failure } from '#contract'
import { loadConfig } from '../config.ts'

const settings = (env: Record<string, string>) => loadConfig(env).access

const refused = (env: Record<string, string>, ...words: readonly string[]) =>
  assert.throws(
    () => loadConfig(env),
    (thrown) => {
      assert.ok(thrown instanceof Failure)
      assert.equal(thrown.code, 'CONFIG_INVALID')
      for (const word of words) assert.ok(thrown.message.includes(word), thrown.message)
      return true
    },
  )

describe('settings of access', () => {
  it('are lists, a limit, days and an address, where they are set', () => {
    assert.deepEqual(
      settings({
        ...{ PUBLIC_URL: 'https://slipway.test/', TRUSTED_PROXIES: '10.0.0.0/8, ::1', RATE_LIMIT_PER_MINUTE: '0' },
        ...{ CORS_ORIGINS: 'https://a.test https://b.test:8443', AUDIT_RETENTION_DAYS: '7' },
      }),
      {
        ...{ publicUrl: 'https://slipway.test', trustedProxies: ['10.0.0.0/8', '::1'], rateLimitPerMinute: 0 },
        ...{ corsOrigins: ['https://a.test', 'https://b.test:8443'], auditRetentionDays: 7, oidc: undefined },
      },
    )
  })

  it('name an issuer, whose tokens are taken for an audience, and where a client signs browsers in', () => {
    const base = { OIDC_ISSUER: 'https://login.test/', OIDC_AUDIENCE: 'slipway' }
    const groups = { groupsClaim: 'groups', groupPrefix: 'slipway/' }
    const issuer = 'https://login.test/'
    assert.deepEqual(settings(base).oidc, { issuer, audience: 'slipway', client: undefined, ...groups })
    const client = { OIDC_CLIENT_ID: 'board', OIDC_CLIENT_SECRET: 's', PUBLIC_URL: 'https://slipway.test' }
    assert.deepEqual(
      settings({ OIDC_ISSUER: issuer, ...client, OIDC_GROUPS_CLAIM: 'g', OIDC_GROUP_PREFIX: 'x-' }).oidc,
      {
        ...{ issuer, audience: undefined, groupsClaim: 'g', groupPrefix: 'x-' },
        client: { id: 'board', secret: 's', redirectUri: 'https://slipway.test/api/session/oidc/callback' },
      },
    )
    assert.equal(settings({ ...base, OIDC_ISSUER: 'http://127.0.0.1:8080' }).oidc?.issuer, 'http://127.0.0.1:8080')
  })

  it('are refused where they are wrong or something is missing, and it is named', () => {
    const issuer = 'https://login.test'
    refused({ OIDC_ISSUER: 'http://login.test', OIDC_AUDIENCE: 'a' }, 'OIDC_ISSUER')
    refused({ OIDC_ISSUER: issuer }, 'OIDC_AUDIENCE', 'OIDC_CLIENT_ID')
    refused({ OIDC_AUDIENCE: 'a' }, 'OIDC_ISSUER')
    refused({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'x' }, 'PUBLIC_URL')
    refused({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a', OIDC_CLIENT_SECRET: 'x' }, 'OIDC_CLIENT_ID')
    for (const CORS_ORIGINS of ['*', 'https://a.test/', 'https://a.test/x', 'a.test'])
      refused({ CORS_ORIGINS }, 'CORS_ORIGINS')
    refused({ AUDIT_RETENTION_DAYS: '0' }, 'AUDIT_RETENTION_DAYS')
    refused({ PUBLIC_URL: 'slipway.test' }, 'PUBLIC_URL')
  })
})
