'use strict'
const { createServer } = require('node:http')
const { join } = require('node:path')
const { readFileSync } = require('node:fs')
const { page } = require('./page.js')
const { rowsOf, insertRow } = require('./tinydb.js')

const { PORT = '8080', DATABASE = '/data/db.json' } = process.env
const LARGEST_BODY = 64 * 1024

// Read at each request, so that a commit shows without a restart.
const message = () => readFileSync(join(__dirname, 'message.txt'), 'utf8').trim()

const routes = {
  'GET /health': () => text(200, `ok, ${rowsOf(DATABASE).length} rows\n`),
  'GET /message': () => text(200, `${message()}\n`),
  'GET /api/rows': () => json(200, rowsOf(DATABASE)),
  'POST /api/rows': (body) => {
    const row = parseRow(body)
    return row === undefined ? json(400, { error: 'Send one JSON object.' }) : json(201, insertRow(DATABASE, row))
  },
  'GET /': () => ({
    status: 200,
    type: 'text/html; charset=utf-8',
    body: page({
      host: process.env.SLIPWAY_HOST,
      kind: process.env.SLIPWAY_KIND,
      branch: process.env.SLIPWAY_BRANCH,
      client: process.env.CLIENT_ID,
      tenant: process.env.TENANT_ID,
      callback: process.env.CALLBACK_URL,
      message: message(),
      rows: rowsOf(DATABASE).length,
    }),
  }),
}

const text = (status, body) => ({ status, type: 'text/plain; charset=utf-8', body })
const json = (status, value) => ({ status, type: 'application/json', body: `${JSON.stringify(value)}\n` })

const server = createServer((request, response) => {
  const chunks = []
  let size = 0
  request.on('data', (chunk) => {
    size += chunk.length
    if (size <= LARGEST_BODY) chunks.push(chunk)
  })
  request.on('end', () => {
    const { status, type, body } = answer(request, size, Buffer.concat(chunks).toString('utf8'))
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
  })
})

function answer({ method, url }, size, body) {
  const route = routes[`${method} ${url.split('?')[0]}`]
  if (route === undefined) return json(404, { error: 'There is nothing here.' })
  if (size > LARGEST_BODY) return json(413, { error: `A row is at most ${LARGEST_BODY} bytes.` })
  try {
    return route(body)
  } catch (error) {
    console.error(error)
    return json(503, { error: 'The database or the message cannot be read.' })
  }
}

function parseRow(body) {
  try {
    const row = JSON.parse(body)
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? row : undefined
  } catch {
    return undefined // No JSON: the caller is told so.
  }
}

// A row is written within one turn of the event loop, so nothing is half done when the process ends here.
process.on('SIGTERM', () => process.exit(0))
server.listen(Number(PORT), () => console.log(`listening on port ${server.address().port}`))
