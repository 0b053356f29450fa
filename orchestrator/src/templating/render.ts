import nunjucks from 'nunjucks'
import { parseDocument, stringify } from 'yaml'
import { Failure } from '#contract'
import { checkCompose, type ComposeFile } from './check.ts'
import { checkLanguage, printThroughSlots, SLOT_FILTER } from './language.ts'
import { createSlots, refuseMarks, type Scalar } from './slots.ts'

/**
 * Renders a compose template: pure, no file is read. Values stay values: whatever they hold, only the scalars that print
 * them differ. The language of templates is the part of nunjucks that docs/templates.md describes.
 * @param directory absolute path of the resource's directory: only what is below it may be mounted or built
 * @throws Failure UNSAFE_TEMPLATE, TEMPLATE_INVALID, with the place in the template
 */
export function renderCompose(
  source: string,
  values: Readonly<Record<string, Scalar>>,
  directory: string,
): ComposeFile {
  refuseMarks(source)
  const slots = createSlots()
  const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true })
  environment.addFilter(SLOT_FILTER, slots.put)
  const text = asInvalid(() => {
    const safe = printThroughSlots(source)
    checkLanguage(safe, Object.keys(values))
    return environment.renderString(safe, values)
  })
  return checkCompose(slots.fill(parseYaml(text)), directory)
}

/**
 * A compose file as text. Strings are written in JSON's form, `$` doubled: compose would otherwise replace `${NAME}` by
 * a variable of the orchestrator's environment.
 */
export function composeText(file: object): string {
  const text = stringify(doubleDollars(file), {
    lineWidth: 0,
    defaultKeyType: 'PLAIN',
    defaultStringType: 'QUOTE_DOUBLE',
    aliasDuplicateObjects: false,
  })
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

// Characters that JSON leaves as they are, and a YAML reader refuses or takes for the end of a line (YAML 1.2, 5.1; 1.1, 4.2).
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

function doubleDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(doubleDollars)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, doubleDollars(inner)]))
}

/** One document without aliases, custom tags or duplicate keys. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text, { merge: false, resolveKnownTags: false, stringKeys: true })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined)
    throw new Failure('TEMPLATE_INVALID', `the rendered template is no valid YAML: ${problem.message}`, {
      cause: problem,
    })
  return asInvalid((): unknown => document.toJS({ maxAliasCount: 0 }))
}

function asInvalid<T>(run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    // nunjucks wraps what a filter throws and keeps only its message.
    if (thrown instanceof Failure) throw thrown
    throw new Failure('TEMPLATE_INVALID', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
  }
}
