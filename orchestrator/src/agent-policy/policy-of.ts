import { Failure } from '#contract'
import { columnKey, duplicateColumns } from './columns.ts'
import type { AgentPolicy, AgentRole } from './policy.ts'
import { invalid } from './read-file.ts'
import type { AgentsFile, OverrideFile } from './schema.ts'

/**
 * A workspace's file over that of all; what is null in it is switched off. Not validated yet: what it makes of a type may be
 * incomplete.
 */
export function override(base: AgentsFile, change: OverrideFile): object {
  const changed = new Map(Object.entries(change?.columns ?? {}).map(([column, type]) => [columnKey(column), type]))
  const columns = Object.entries(base.columns).filter(([column]) => !changed.has(columnKey(column)))
  const types: Record<string, object> = { ...base.types }
  for (const [type, fields] of Object.entries(change?.types ?? {})) types[type] = { ...base.types[type], ...fields }
  return {
    columns: { ...Object.fromEntries(columns), ...change?.columns },
    types,
  }
}

/**
 * What a file says, once it makes sense as a whole.
 * @param file named where it does not
 * @throws Failure AGENTS_INVALID
 */
export function policyOf(file: string, { columns, types }: AgentsFile): AgentPolicy {
  const roles = new Map(Object.entries(types).map(([type, fields]) => [type, roleOf(type, fields)]))
  const typeIn = new Map(Object.entries(columns).map(([column, type]) => [columnKey(column), type]))
  const problems = [
    ...duplicateColumns(Object.keys(columns)).map((column) => `columns.${column}: is named twice`),
    ...Object.entries(columns).flatMap(([column, type]) =>
      type === null || roles.has(type) ? [] : [`columns.${column}: there is no type "${type}"`],
    ),
    ...Object.entries(types).flatMap(([type, fields]) =>
      (['success_column', 'failure_column'] as const).flatMap((field) => {
        const column = fields[field]
        if (column === null || typeIn.has(columnKey(column))) return []
        return [`types.${type}.${field}: there is no column "${column}"`]
      }),
    ),
  ]
  if (problems.length > 0) throw invalid(file, problems)
  return {
    typeIn: (column) => typeIn.get(columnKey(column)) ?? undefined,
    role(type) {
      const role = roles.get(type)
      if (role !== undefined) return role
      throw new Failure('AGENT_UNKNOWN_TYPE', `There is no agent type "${type}" in ${file}`)
    },
  }
}

const roleOf = (type: string, fields: AgentsFile['types'][string]): AgentRole => ({
  type,
  persona: fields.persona,
  agent: fields.agent,
  profile: fields.profile,
  timeoutS: fields.timeout_s,
  maxTurns: fields.max_turns ?? undefined,
  changesExpected: fields.changes_expected,
  successColumn: fields.success_column ?? undefined,
  failureColumn: fields.failure_column ?? undefined,
})
