import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { resolve } from 'node:path'
import { Failure } from '#contract'
import { DEFAULT_ACCESS } from './config/access.ts'
import { loadConfig } from './config.ts'

describe('loadConfig', () => {
  it('has a default for everything, and takes an empty variable as unset', () => {
    const defaults = {
      ...{
        redisUrl: 'redis://127.0.0.1:6379',
        port: 8080,
        host: '127.0.0.1',
        token: undefined,
        metricsToken: undefined,
      },
      ...{
        dataDir: resolve('data'),
        log: { LOG_LEVEL: 'info', LOG_FORMAT: undefined },
        traces: {},
        access: DEFAULT_ACCESS,
      },
    }
    assert.deepEqual(loadConfig({}), defaults)
    const empty = { REDIS_URL: '', PORT: '', HOST: '', PORTAL_TOKEN: '', DATA_DIR: '', LOG_LEVEL: '' }
    assert.deepEqual(loadConfig(empty), defaults)
  })

  it('takes what is set, and is frozen', () => {
    const config = loadConfig({
      ...{
        REDIS_URL: 'rediss://:secret@redis:6380/2',
        PORT: '0',
        HOST: '::1',
        PORTAL_TOKEN: 'x'.repeat(16),
        METRICS_TOKEN: 'm'.repeat(16),
      },
      ...{ DATA_DIR: '/var/lib/slipway', LOG_LEVEL: 'debug', UNRELATED: 'y' },
    })
    assert.deepEqual(config, {
      ...{
        redisUrl: 'rediss://:secret@redis:6380/2',
        port: 0,
        host: '::1',
        token: 'x'.repeat(16),
        metricsToken: 'm'.repeat(16),
      },
      ...{
        dataDir: '/var/lib/slipway',
        log: { LOG_LEVEL: 'debug', LOG_FORMAT: undefined },
        traces: {},
        access: DEFAULT_ACCESS,
      },
    })
    assert.ok(Object.isFrozen(config))
  })

  it('names every wrong variable at once, and no value', () => {
    const wrong = {
      REDIS_URL: 'http://x',
      PORT: '65536',
      PORTAL_TOKEN: 'short-secret',
      METRICS_TOKEN: 'short-secret',
      LOG_LEVEL: 'loud',
    }
    assert.throws(
      () => loadConfig(wrong),
      (thrown) => {
        assert.ok(thrown instanceof Failure)
        assert.equal(thrown.code, 'CONFIG_INVALID')
        for (const name of Object.keys(wrong)) assert.ok(thrown.message.includes(name), name)
        assert.doesNotMatch(thrown.message, /short-secret/)
        return true
      },
    )
    for (const PORT of ['x', '-1', '1.5', '0x10', ' 80', '123456']) assert.throws(() => loadConfig({ PORT }), /PORT/)
  })
})
