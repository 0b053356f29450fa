import { readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import type { Handler } from './exchange.ts'
import { type Described, describedOperations } from './openapi.ts'
import type { Checks, Route } from './route.ts'
import { schemasOf } from './validate.ts'

/** An OpenAPI description that requests and answers are held to. */
export interface Contract extends Checks {
  /** Every operationId that it describes. */
  readonly operations: readonly string[]
  /** Routes for these operations under a prefix. @throws Error for one that is not described */
  routes(handlers: Readonly<Record<string, Handler>>, prefix?: string): Route[]
}

export interface ContractOptions {
  /** Pointer (`#/components/…`) to the schema of errors that the description leaves out, or leaves without a body. */
  readonly otherErrors?: string
  /** A file of further paths, whose references are into the description. */
  readonly additions?: string | URL
}

const Paths = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** Reads a description (JSON or YAML, OpenAPI 3.0). @throws Error when it is none */
export function loadContract(file: string | URL, options: ContractOptions = {}): Contract {
  const document = Paths.parse(read(file))
  const added = options.additions === undefined ? {} : Paths.parse(read(options.additions)).paths
  const paths = { ...document.paths }
  for (const [path, item] of Object.entries(added)) paths[path] = { ...paths[path], ...item }
  return contractOf({ ...document, paths }, options)
}

function read(file: string | URL): unknown {
  const text = readFileSync(file, 'utf8')
  return String(file).endsWith('.json') ? JSON.parse(text) : parseYaml(text)
}

function contractOf(document: unknown, { otherErrors }: ContractOptions): Contract {
  const described = describedOperations(document)
  const schemas = schemasOf(document)

  const find = (operation: string): Described => {
    const found = described.get(operation)
    if (found === undefined) throw new Error(`${operation} is not in the description`)
    return found
  }

  return {
    operations: [...described.keys()],
    requestProblems(operation, request) {
      const { parameters, body } = find(operation)
      const sent = request.body
      const problems = parameters.flatMap((parameter) => schemas.parameterProblems(parameter, request))
      const known = new Set(parameters.filter((each) => each.in === 'query').map((each) => each.name))
      for (const name of request.url.searchParams.keys()) {
        if (!known.has(name)) problems.push(`query parameter ${name} is not described`)
      }
      if (sent === undefined) return body?.required === true ? [...problems, 'a body is required'] : problems
      if (body === undefined) return [...problems, 'a body is not described']
      return [...problems, ...schemas.problems(body.schema, sent).map((problem) => `body${problem}`)]
    },
    answerProblems(operation, { status, body }) {
      const { method, answers } = find(operation)
      // RFC 9110, section 13: any reading may be asked for on condition, described or not.
      if (status === 304 && method === 'GET') return body === undefined ? [] : ['304 has no body']
      const answer = answers.get(String(status)) ?? answers.get('default')
      const schema = (answer === 'empty' ? undefined : answer) ?? (status >= 400 ? otherErrors : undefined)
      if (answer === undefined && schema === undefined) return [`status ${status} is not described`]
      if (schema === undefined) return body === undefined ? [] : [`${status} has no body`]
      if (body === undefined) return [`${status} has a body`]
      return schemas.problems(schema, body).map((problem) => `answer ${status}${problem}`)
    },
    routes(handlers, prefix = '') {
      return Object.entries(handlers).map(([operation, handle]) => {
        const { method, path } = find(operation)
        return { operation, method, path: prefix + path, handle, contract: this }
      })
    },
  }
}
