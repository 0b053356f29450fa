import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { Failure } from '#contract'
import { checkCompose } from './check.ts'

const DIRECTORY = '/data/teams/blue'
const healthcheck = { test: ['CMD', 'check'] }
const app = (more: object): object => ({ services: { app: { image: 'shop', healthcheck, ...more } } })

function refused(file: object): Failure {
  try {
    checkCompose(file, DIRECTORY)
  } catch (thrown) {
    assert.ok(thrown instanceof Failure)
    return thrown
  }
  return assert.fail(`${JSON.stringify(file)} passed`)
}

describe('a compose file', () => {
  it('passes with what stacks need', () => {
    const file = app({
      init: true,
      environment: { A: 1 },
      ports: [{ target: 80, host_ip: '127.0.0.1' }],
      volumes: [{ type: 'bind', source: `${DIRECTORY}/database`, target: '/data' }],
      security_opt: ['no-new-privileges:true'],
    })
    assert.deepEqual(checkCompose(file, DIRECTORY), file)
  })

  for (const [key, value] of Object.entries({
    privileged: true,
    pid: 'host',
    ipc: 'host',
    network_mode: 'host',
    userns_mode: 'host',
    cgroup_parent: '/',
    devices: ['/dev/sda'],
    cap_add: ['SYS_ADMIN'],
    extra_hosts: ['host.docker.internal:host-gateway'],
    env_file: '/etc/passwd',
    secrets: ['x'],
    configs: ['x'],
    extends: { service: 'x' },
    volumes_from: ['x'],
    networks: ['other'],
    container_name: 'other',
    runtime: 'x',
    sysctls: { a: 1 },
    use_api_socket: true,
  })) {
    it(`may not use ${key}`, () => {
      const failure = refused(app({ [key]: value }))
      assert.equal(failure.code, 'UNSAFE_TEMPLATE')
      assert.match(failure.message, new RegExp(`services\\.app\\.${key} is not allowed`))
    })
  }

  for (const key of ['include', 'networks', 'volumes', 'secrets', 'name']) {
    it(`may not use ${key} at the top`, () => {
      assert.equal(refused({ ...app({}), [key]: {} }).code, 'UNSAFE_TEMPLATE')
    })
  }

  for (const source of [
    '/var/run/docker.sock',
    '/',
    DIRECTORY,
    `${DIRECTORY}/../red/database`,
    `${DIRECTORY}/a/../../red`,
    './database',
    `${DIRECTORY}-2/x`,
    '',
  ]) {
    it(`may not mount ${JSON.stringify(source)}`, () => {
      assert.equal(refused(app({ volumes: [{ type: 'bind', source, target: '/x' }] })).code, 'UNSAFE_TEMPLATE')
    })
  }

  it('may not build from elsewhere', () => {
    assert.equal(refused({ services: { app: { build: { context: '/etc' }, healthcheck } } }).code, 'UNSAFE_TEMPLATE')
  })

  it("may not carry the driver's or compose's labels", () => {
    for (const label of ['slipway.owner', 'com.docker.compose.project']) {
      assert.equal(refused(app({ labels: { [label]: 'x' } })).code, 'UNSAFE_TEMPLATE')
    }
  })

  it('may not loosen the confinement', () => {
    assert.equal(refused(app({ security_opt: ['seccomp:unconfined'] })).code, 'UNSAFE_TEMPLATE')
  })

  for (const [what, file, place] of [
    ['a service without a health check', { services: { app: { image: 'x' } } }, /services\.app\.healthcheck/],
    ['no service', { services: {} }, /services/],
    ['neither image nor build', { services: { app: { healthcheck } } }, /services\.app: .*image or a build/],
    ['a port without an address', app({ ports: [{ target: 80 }] }), /services\.app\.ports\.0\.host_ip/],
    ['the short form of a mount', app({ volumes: ['/a:/b'] }), /services\.app\.volumes\.0/],
    ['an unknown dependency', app({ depends_on: ['db'] }), /no service "db"/],
  ] as const) {
    it(`is invalid with ${what}`, () => {
      const failure = refused(file)
      assert.equal(failure.code, 'TEMPLATE_INVALID')
      assert.match(failure.message, place)
    })
  }
})
