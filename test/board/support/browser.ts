import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

/** Debian's; `npm test` installs it. */
const CHROMIUM = '/usr/bin/chromium'

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Longest wait for anything on the page. */
const PATIENCE_MS = 15_000

/** What leads from ports in the browser's network to the sockets outside of it, which are named after them. */
const FORWARDER = (ports: readonly number[], folder: string): string => `
  const net = require('node:net')
  for (const port of ${JSON.stringify(ports)}) net.createServer((near) => {
    const far = net.connect(${JSON.stringify(folder)} + '/' + port)
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  }).listen(port, '127.0.0.1')
`

/**
 * A browser in a network of its own, in which portal-api, and what a test names besides, is all that is to be had: Chromium breaks off all connections whenever an
 * interface of its network comes or goes, as those of sandboxes and other tests do all the time.
 */
export interface Browser extends AsyncDisposable {
  /** A page of its own with nothing kept. Errors that it logs are in `errors`. */
  readonly open: (options?: BrowserContextOptions) => Promise<Visit>
  /** Cuts every connection; none is let through until `mend`. */
  readonly cut: () => void
  readonly mend: () => void
}

/** Somebody who looks at the board. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page logged as an error, or threw. */
  readonly errors: readonly string[]
}

/**
 * @param port of portal-api on 127.0.0.1, the same inside and outside
 * @param others ports that are to be had as well, whatever is cut
 */
export const startBrowser = async (port: number, ...others: readonly number[]): Promise<Browser> => {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-chromium-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))
  const gate = started.use(await openGate(join(folder, String(port)), port))
  for (const other of others) started.use(await openGate(join(folder, String(other)), other))
  const program = join(folder, 'chromium')
  const forwarder = join(folder, 'forward.cjs')
  await writeFile(forwarder, FORWARDER([port, ...others], folder))
  await writeFile(program, launcher(forwarder))
  await chmod(program, 0o755)
  const browser = await chromium.launch({ executablePath: program, args: FLAGS, env: { ...process.env, HOME: folder } })
  started.defer(() => browser.close())
  const held = started.move()
  return {
    cut: gate.cut,
    mend: gate.mend,
    async open(options) {
      const context = await browser.newContext({ locale: 'en-GB', ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE_MS)
      const errors: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      page.on('pageerror', (error) => errors.push(String(error)))
      return { page, context, errors, [Symbol.asyncDispose]: () => context.close() }
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Starts the forwarder beside the browser; both are in the new network, and end with each other. */
const launcher = (forwarder: string): string => `#!/bin/sh
exec unshare --map-root-user --net sh -c '
  ip link set lo up || exit 1
  ${process.execPath} ${forwarder} > /dev/null 2>&1 &
  forward=$!
  ${CHROMIUM} "$@"
  code=$?
  kill $forward
  exit $code
' chromium "$@"
`

interface Gate extends AsyncDisposable {
  readonly cut: () => void
  readonly mend: () => void
}

const openGate = async (path: string, port: number): Promise<Gate> => {
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(path)
  await once(server, 'listening')
  const destroyAll = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    cut() {
      isCut = true
      destroyAll()
    },
    mend() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      destroyAll()
      server.close()
      await once(server, 'close')
    },
  }
}
