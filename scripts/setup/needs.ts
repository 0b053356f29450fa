import { engineAnswers } from './engine-address.ts'
import { findProgram, outputOf } from './programs.ts'

/** Something the machine must have. */
export interface Need {
  readonly name: string
  readonly met: () => Promise<boolean>
  /** Under which names Debian and Ubuntu know it: the first that the package sources offer is installed. */
  readonly packages: readonly string[]
  /** Lowest major version that will do; older distributions have Compose v1 under the name of v2. */
  readonly minimumMajor?: number
  /** Installed along with it. */
  readonly along?: readonly string[]
  /** How to get it where Slipway does not install it. */
  readonly elsewhere: string
}

const program = (name: string) => () => Promise.resolve(findProgram(name) !== undefined)
const pluginAnswers = (...args: readonly string[]) => Promise.resolve(outputOf('docker', args) !== undefined)

const composeIsV2 = () => {
  const version = outputOf('docker', ['compose', 'version', '--short']) ?? '0'
  return Promise.resolve(Number.parseInt(version.replace(/^v/, ''), 10) >= 2)
}

const ENGINE_PROGRAMS = ['dockerd', 'iptables', 'ip', 'flock']
const engineCanRun = async () =>
  (await engineAnswers()) ||
  (process.getuid?.() === 0 && ENGINE_PROGRAMS.every((name) => findProgram(name) !== undefined))

/** What every command needs, in the order in which it is reported. */
export const RUN_NEEDS: readonly Need[] = [
  { name: 'git', met: program('git'), packages: ['git'], elsewhere: 'install git' },
  { name: 'openssl', met: program('openssl'), packages: ['openssl'], elsewhere: 'install openssl' },
  {
    name: 'redis-server',
    met: program('redis-server'),
    packages: ['redis-server'],
    elsewhere: 'install redis-server 6.2 or newer',
  },
  {
    name: 'a Docker engine',
    met: engineCanRun,
    packages: ['docker.io'],
    along: ['iptables', 'iproute2'],
    elsewhere: 'start a Docker engine and name it in DOCKER_HOST: https://docs.docker.com/engine/install/',
  },
  {
    name: 'the docker command',
    met: program('docker'),
    packages: ['docker-cli', 'docker.io'],
    elsewhere: 'install the docker command: https://docs.docker.com/engine/install/',
  },
  {
    name: 'Docker Compose v2',
    met: composeIsV2,
    packages: ['docker-compose-v2', 'docker-compose-plugin', 'docker-compose'],
    minimumMajor: 2,
    elsewhere: 'install the Compose plugin: https://docs.docker.com/compose/install/',
  },
  {
    name: 'Docker buildx',
    met: () => pluginAnswers('buildx', 'version'),
    packages: ['docker-buildx', 'docker-buildx-plugin'],
    elsewhere: 'install the buildx plugin: https://docs.docker.com/build/',
  },
  { name: 'busybox', met: program('busybox'), packages: ['busybox-static'], elsewhere: 'install busybox' },
]

/**
 * What the tests need besides: the library whose files Slipway writes and reads, an ACME authority, an SSH server, what reads
 * metrics and alerts, a browser, and what makes base images of packages where none can be pulled. Where there is no apt there
 * are no such packages: images are pulled, or named as missing.
 */
export const TEST_NEEDS: readonly Need[] = [
  ...RUN_NEEDS,
  {
    name: 'TinyDB for Python 3',
    met: () => Promise.resolve(outputOf('/usr/bin/python3', ['-c', 'import tinydb']) !== undefined),
    packages: ['python3-tinydb'],
    elsewhere: 'install tinydb for /usr/bin/python3',
  },
  {
    name: 'Pebble',
    met: () => Promise.resolve(['pebble', 'pebble-challtestsrv'].every((each) => findProgram(each) !== undefined)),
    packages: ['pebble'],
    elsewhere: 'install Pebble and its pebble-challtestsrv: https://github.com/letsencrypt/pebble',
  },
  {
    name: 'an SSH server',
    met: () => Promise.resolve(['sshd', 'ssh-keygen'].every((each) => findProgram(each) !== undefined)),
    packages: ['openssh-server'],
    elsewhere: "install OpenSSH's sshd; it need not run",
  },
  {
    name: 'Prometheus',
    met: () => Promise.resolve(['prometheus', 'promtool'].every((each) => findProgram(each) !== undefined)),
    packages: ['prometheus'],
    elsewhere: 'install Prometheus and its promtool, which need not run: https://prometheus.io/download/',
  },
  {
    name: 'zsh',
    met: program('zsh'),
    packages: ['zsh'],
    elsewhere: 'install zsh; nobody has to use it',
  },
  {
    name: 'script',
    met: program('script'),
    packages: ['bsdutils'],
    elsewhere: 'install util-linux, whose script makes terminals',
  },
  {
    name: 'debootstrap',
    met: () => Promise.resolve(findProgram('debootstrap') !== undefined || findProgram('apt-get') === undefined),
    packages: ['debootstrap'],
    elsewhere: 'install debootstrap',
  },
  {
    name: 'Chromium',
    met: () => Promise.resolve(findProgram('/usr/bin/chromium') !== undefined),
    packages: ['chromium'],
    elsewhere: 'install Chromium as /usr/bin/chromium',
  },
]
