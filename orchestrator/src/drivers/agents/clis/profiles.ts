import type { ToolProfile } from '#contract'

const READING = ['Read', 'Glob', 'Grep'] as const
const WORKING = [...READING, 'Write', 'Edit', 'Bash'] as const
const EVERYTHING = [...WORKING, 'NotebookEdit', 'Task', 'WebFetch', 'WebSearch'] as const

/** A tool by the name that rules and profiles have for it, whichever agent has it. */
export type ToolName = (typeof EVERYTHING)[number]

const TOOLS: Readonly<Record<ToolProfile, readonly ToolName[]>> = {
  readonly: READING,
  developer: WORKING,
  'full-access': EVERYTHING,
}

/** The tools that a profile allows. */
export const toolsForProfile = (profile: ToolProfile): readonly ToolName[] => TOOLS[profile]

/** A tool that is allowed, and what of it. */
export interface Grant {
  readonly tool: ToolName
  /** Patterns of which one must fit, as the rule `Bash(npm test:*)` has them in its parentheses; none for the whole tool. */
  readonly patterns: readonly string[]
}

const RULE = /^([^()]+)(?:\((.*)\))?$/s

/**
 * What is left of a profile under rules. They narrow it and never widen it: one for a tool that the profile lacks gives nothing.
 * @param allowedTools undefined for all that the profile allows
 */
export function toolsFor(profile: ToolProfile, allowedTools: readonly string[] | undefined): readonly Grant[] {
  const tools = toolsForProfile(profile)
  if (allowedTools === undefined) return tools.map((tool) => ({ tool, patterns: [] }))
  return tools.flatMap((tool) => {
    const patterns = allowedTools.map((rule) => RULE.exec(rule)).filter((found) => found?.[1] === tool)
    if (patterns.length === 0) return []
    const whole = patterns.some((found) => found?.[2] === undefined)
    return [{ tool, patterns: whole ? [] : patterns.flatMap((found) => found?.[2] ?? []) }]
  })
}

/** Whether each of some tools is allowed without a pattern. */
export const allowsWhole = (grants: readonly Grant[], tools: readonly ToolName[]): boolean =>
  tools.every((tool) => grants.some((grant) => grant.tool === tool && grant.patterns.length === 0))
