'use strict'
const { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } = require('node:fs')

const TABLE = 'rows'

/** Every row of the table, in the order of their ids. */
const rowsOf = (file) => Object.entries(parse(readFileSync(file, 'utf8'))[TABLE] ?? {}).map(toRow)

/** Adds a row as TinyDB does: the whole file is written in place, synchronised, then truncated. */
function insertRow(file, row) {
  const descriptor = openSync(file, 'r+')
  try {
    const tables = parse(readFileSync(descriptor, 'utf8'))
    const rows = tables[TABLE] ?? {}
    const id = String(Math.max(0, ...Object.keys(rows).map(Number)) + 1)
    const { id: _, ...columns } = row
    const bytes = Buffer.from(JSON.stringify({ ...tables, [TABLE]: { ...rows, [id]: columns } }))
    writeSync(descriptor, bytes, 0, bytes.length, 0)
    fsyncSync(descriptor)
    ftruncateSync(descriptor, bytes.length)
    return toRow([id, columns])
  } finally {
    closeSync(descriptor)
  }
}

// TinyDB takes an empty file for an empty database.
const parse = (text) => (text === '' ? { _default: {} } : JSON.parse(text))
const toRow = ([id, columns]) => ({ id: Number(id), ...columns })

module.exports = { rowsOf, insertRow }
