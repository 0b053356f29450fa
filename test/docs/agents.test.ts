import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  AgentEnhance,
  AgentResult,
  AgentRun,
  AgentMessage,
  AGENT_CHANNEL,
  CardMoved,
  FAILURES,
  ToolProfile,
} from '#contract'
import { OverrideFile } from '../../orchestrator/src/agent-policy/schema.ts'
import { AGENTS } from '../../contract/src/failures/agents.ts'
import { rowsBelow } from './markdown.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/agents.md'), 'utf8')

const blockOf = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? assert.fail(`no ${language}`)
const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** Codes of what is wrong before there is a run. */
const BEFORE = ['AGENT_UNKNOWN_TYPE', 'AGENTS_INVALID', 'SIGNATURE_INVALID']

describe('docs/agents.md', () => {
  it('shows a move that is taken, with every option that there is', () => {
    const body = /BODY='([\s\S]*?)'\nSIGNATURE/.exec(blockOf('sh'))?.[1] ?? ''
    const moved = CardMoved.parse(JSON.parse(body.replace("'$(date -u +%FT%TZ)'", new Date().toISOString())))
    assert.equal(moved.card.title, 'Greet people by name')
    const [, options = ''] = /^- `options` are those of the task: (.*?)\. /m.exec(page) ?? []
    const all = CardMoved.shape.options.unwrap().shape
    assert.deepEqual(codesIn(options).sort(), Object.keys(all).sort())
  })

  it('shows columns and roles as a file may have them', () => {
    const file = OverrideFile.parse(parse(blockOf('yaml')))
    assert.equal(file?.types?.['developer']?.profile, 'developer')
  })

  it('shows a result as it is posted', () => {
    const { result } = z.object({ result: z.record(z.string(), z.unknown()) }).parse(JSON.parse(blockOf('json')))
    const known = Object.keys(AgentResult.shape)
    assert.deepEqual(
      Object.keys(result).filter((field) => !known.includes(field)),
      [],
    )
  })

  it('names every ending of a run, and every profile', () => {
    const shown = rowsBelow(page, '## How a run ends').flatMap(([cell]) => codesIn(cell))
    assert.deepEqual(
      Object.keys(AGENTS).filter((code) => !BEFORE.includes(code) && !shown.includes(code)),
      [],
    )
    for (const code of [...shown, ...BEFORE]) assert.ok(code in FAILURES, code)
    assert.deepEqual(
      rowsBelow(page, '## Profiles').flatMap(([cell]) => codesIn(cell)),
      ToolProfile.options,
    )
  })

  it('names both tasks, the channel and its messages', () => {
    const types = AgentMessage.options.map(({ shape }) => shape.type.value)
    for (const name of [AgentRun.type, AgentEnhance.type, AGENT_CHANNEL, ...types, 'finished'])
      assert.ok(page.includes(`\`${name}\``), name)
  })
})
