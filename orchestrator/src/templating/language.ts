import nunjucks from 'nunjucks'
import { Failure } from '#contract'

/** Filter that the renderer puts behind every `{{ … }}`: what is printed becomes a slot, never text. */
export const SLOT_FILTER = 'slot'

/** Filters that a template may use: they turn one scalar into another. */
const FILTERS: readonly string[] = ['lower', 'upper', 'trim', 'replace', SLOT_FILTER]

/** What nunjucks' parser may find in a template. No call, member, loop, macro or include: none of those can reach JavaScript. */
const ALLOWED: readonly string[] = [
  ...['Root', 'NodeList', 'Output', 'TemplateData', 'Symbol', 'Literal', 'Group', 'Filter'],
  ...['If', 'InlineIf', 'And', 'Or', 'Not', 'Compare', 'CompareOperand', 'Concat', 'Add'],
]

interface TemplateNode {
  readonly typename: string
  readonly fields: readonly string[]
  readonly lineno: number
}

const isNode = (value: unknown): value is TemplateNode =>
  typeof value === 'object' && value !== null && 'typename' in value && 'fields' in value && 'lineno' in value

const field = (node: object, name: string): unknown => Object.entries(node).find(([key]) => key === name)?.[1]

/**
 * Puts the slot filter behind every printed expression.
 * @throws what nunjucks' lexer throws
 */
export function printThroughSlots(source: string): string {
  const tokens = nunjucks.lexer.lex(source)
  let written = ''
  let from = 0
  let previousEnd = 0
  for (let token = tokens.nextToken(); token !== null; token = tokens.nextToken()) {
    if (token.type === 'variable-start') {
      written += `${source.slice(from, tokens.index)} (`
      from = tokens.index
    } else if (token.type === 'variable-end') {
      written += `${source.slice(from, previousEnd)}) | ${SLOT_FILTER} `
      from = previousEnd
    }
    previousEnd = tokens.index
  }
  return written + source.slice(from)
}

/**
 * Checks a template that went through {@link printThroughSlots} against the small language that templates may use.
 * @param names the values that the template may name
 * @throws Failure UNSAFE_TEMPLATE, TEMPLATE_INVALID with the line; what nunjucks' parser throws
 */
export function checkLanguage(source: string, names: readonly string[]): void {
  visit(nunjucks.parser.parse(source), names)
}

function visit(value: unknown, names: readonly string[]): void {
  if (Array.isArray(value)) for (const item of value) visit(item, names)
  if (!isNode(value)) return
  const line = value.lineno + 1
  if (!ALLOWED.includes(value.typename)) {
    throw new Failure('UNSAFE_TEMPLATE', `line ${line}: templates may not use ${value.typename}`)
  }
  if (value.typename === 'Output') checkOutput(value, line)
  if (value.typename === 'Symbol') checkName(field(value, 'value'), names, line)
  if (value.typename === 'Filter') {
    checkFilter(filterName(value), line)
    visit(field(value, 'args'), names)
  } else {
    for (const name of value.fields) visit(field(value, name), names)
  }
}

const filterName = (node: TemplateNode): unknown => {
  const name = field(node, 'name')
  return isNode(name) ? field(name, 'value') : undefined
}

/** Text is printed as it stands, everything else through a slot. */
function checkOutput(node: TemplateNode, line: number): void {
  const children = field(node, 'children')
  const printed = Array.isArray(children) ? children.filter(isNode) : []
  for (const child of printed) {
    if (child.typename === 'TemplateData' || (child.typename === 'Filter' && filterName(child) === SLOT_FILTER))
      continue
    throw new Failure('UNSAFE_TEMPLATE', `line ${line}: ${child.typename} would be printed as it is`)
  }
}

function checkName(name: unknown, names: readonly string[], line: number): void {
  if (typeof name === 'string' && names.includes(name)) return
  throw new Failure(
    'TEMPLATE_INVALID',
    `line ${line}: there is no value "${String(name)}"; there are ${names.join(', ')}`,
  )
}

function checkFilter(name: unknown, line: number): void {
  if (typeof name === 'string' && FILTERS.includes(name)) return
  throw new Failure('UNSAFE_TEMPLATE', `line ${line}: templates may not use the filter "${String(name)}"`)
}
