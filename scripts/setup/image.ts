import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { findProgram, outputOf } from './programs.ts'
import { timed } from './say.ts'
import { SetupError } from './setup-error.ts'

const APP = join(import.meta.dirname, '../../samples/app')
const SETTINGS = [
  'ENV PATH=/bin',
  'ENV PORT=8080',
  'ENV DATABASE=/data/db.json',
  'WORKDIR /app',
  'EXPOSE 8080',
  'CMD ["/bin/node", "/app/server.js"]',
]

/**
 * The image of the sample application, made from this machine's own programs without any base image: Node, the
 * libraries it needs, busybox for health checks, and samples/app. Its tag names its contents, so it is made only once.
 * @returns the image's tag
 * @throws SetupError on machines whose programs do not run in a Linux container
 */
export async function ensureSampleImage(dockerHost: string, signal: AbortSignal): Promise<string> {
  const busybox = findProgram('busybox')
  if (process.platform !== 'linux' || busybox === undefined)
    throw new SetupError(
      'The sample image is made from Linux programs with busybox among them. Set APP_IMAGE to an image.',
    )
  const files = new Map([
    ['/bin/node', process.execPath],
    ['/bin/busybox', busybox],
    ...[process.execPath, busybox].flatMap(librariesOf).map((library) => [library, library] as const),
    ...(await readdir(APP)).map((name) => [`/app/${name}`, join(APP, name)] as const),
  ])
  const tag = `slipway-sample:${await hashOf(files)}`
  const docker = { env: { DOCKER_HOST: dockerHost }, cancelSignal: signal }
  const { exitCode } = await execa('docker', ['image', 'inspect', tag], { ...docker, reject: false })
  if (exitCode !== 0) await timed(`sample image ${tag}`, () => importImage(tag, files, docker))
  return tag
}

/** The shared libraries of a program, as the dynamic linker finds them; none for a static one. */
function librariesOf(program: string): readonly string[] {
  const listing = outputOf('ldd', [program]) ?? ''
  return [...listing.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, library = '']) => library)
}

/** Node's binary counts by its version: reading it whole would take longer than everything else here. */
async function hashOf(files: ReadonlyMap<string, string>): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.arch} ${SETTINGS.join('\n')}`)
  for (const [target, source] of files) {
    hash.update(`\n${target}\n`)
    if (source !== process.execPath) hash.update(await readFile(source))
  }
  return hash.digest('hex').slice(0, 12)
}

interface DockerOptions {
  readonly env: { readonly DOCKER_HOST: string }
  readonly cancelSignal: AbortSignal
}

/** Sends the files to the engine as a tree of links that tar follows: nothing is copied on the way. */
async function importImage(tag: string, files: ReadonlyMap<string, string>, docker: DockerOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-image-'))
  try {
    for (const [target, source] of files) {
      await mkdir(dirname(join(folder, target)), { recursive: true })
      await symlink(await realpath(source), join(folder, target))
    }
    await mkdir(join(folder, 'data'))
    await mkdir(join(folder, 'tmp'), { mode: 0o777 })
    const changes = SETTINGS.flatMap((setting) => ['--change', setting])
    await execa('tar', ['--create', '--dereference', '--owner=0', '--group=0', '--directory', folder, '.'], {
      encoding: 'buffer',
      buffer: { stdout: false },
      cancelSignal: docker.cancelSignal,
    }).pipe('docker', ['import', ...changes, '-', tag], docker)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
