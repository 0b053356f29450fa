import { z } from 'zod'
import { AgentName, AgentType, ToolProfile } from '#contract'

/** A column of the board. How it is written on the board does not matter: case and outer blanks don't count. */
const Column = z.string().trim().min(1).max(100)

const Type = z.strictObject({
  persona: z.string().trim().min(1).max(4_000),
  agent: AgentName.default('claude'),
  profile: ToolProfile,
  timeout_s: z.int().min(1).max(86_400),
  max_turns: z.int().min(1).max(10_000).nullable().default(null),
  changes_expected: z.boolean().default(false),
  success_column: Column.nullable().default(null),
  failure_column: Column.nullable().default(null),
})

/** Of each column the type of the agent that acts in it; null where none does. */
const Columns = z.record(Column, AgentType.nullable())

/** templates/agents.yml. */
export const AgentsFile = z.strictObject({ columns: Columns, types: z.record(AgentType, Type) })
export type AgentsFile = z.infer<typeof AgentsFile>

// Only what is written there: a default would undo what it is to override.
const given = <T>(field: z.ZodType<T>) => field.optional()
const Change = z.strictObject({
  persona: given(z.string()),
  agent: given(AgentName),
  profile: given(ToolProfile),
  timeout_s: given(z.number()),
  max_turns: given(z.number().nullable()),
  changes_expected: given(z.boolean()),
  success_column: given(z.string().nullable()),
  failure_column: given(z.string().nullable()),
})

/** templates/agents/<workspace_slug>.yml: what a workspace has otherwise. An empty file changes nothing. */
export const OverrideFile = z
  .strictObject({ columns: given(Columns), types: given(z.record(AgentType, Change)) })
  .nullable()
export type OverrideFile = z.infer<typeof OverrideFile>
