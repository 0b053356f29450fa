import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { parse } from 'yaml'
import { Failure, type FailureCode } from '#contract'
import { composeText, renderCompose } from './render.ts'

const DIRECTORY = '/data/sandboxes/shop-blue'
const values = { host: 'shop.example.org', port: 8080, debug: false, evil: 'a"\'\n    privileged: true\n#' }

const serviceWith = (lines: string): string =>
  `services:\n  app:\n    image: shop\n    healthcheck: { test: [CMD, check] }\n${lines}\n`

function refuses(source: string, code: FailureCode, names: RegExp): void {
  assert.throws(
    () => renderCompose(source, values, DIRECTORY),
    (thrown) => thrown instanceof Failure && thrown.code === code && names.test(thrown.message),
    source,
  )
}

function environmentOf(lines: string) {
  return renderCompose(serviceWith(`    environment:\n${lines}`), values, DIRECTORY).services['app']?.environment
}

describe('a value in a template', () => {
  it('stays what it is: text that looks like a number is text, a number is a number', () => {
    assert.deepEqual(
      environmentOf('      A: {{ "0123" }}\n      B: {{ port }}\n      C: {{ debug }}\n      D: {{ host }}'),
      {
        A: '0123',
        B: 8080,
        C: false,
        D: 'shop.example.org',
      },
    )
  })

  for (const [where, line, expected] of [
    ['plain', 'A: {{ evil }}', values.evil],
    ['in double quotes', 'A: "<{{ evil }}>"', `<${values.evil}>`],
    ['in single quotes', "A: '<{{ evil }}>'", `<${values.evil}>`],
    ['inside plain text', 'A: Host(`{{ evil }}`)', `Host(\`${values.evil}\`)`],
    ['after a filter', 'A: {{ evil | upper }}', values.evil.toUpperCase()],
    ['joined', 'A: {{ evil ~ "/" ~ port }}', `${values.evil}/8080`],
    ['with braces in its own text', 'A: {{ "}}" ~ host }}', `}}${values.host}`],
  ] as const) {
    it(`can't leave its scalar: ${where}`, () => {
      assert.deepEqual(environmentOf(`      ${line}`), { A: expected })
    })
  }

  it('is not seen in a comment', () => {
    assert.deepEqual(environmentOf('      A: x # {{ evil }}'), { A: 'x' })
  })

  it('decides in conditions by its real contents', () => {
    assert.deepEqual(
      environmentOf('      A: {% if host == "shop.example.org" and not debug %}yes{% else %}no{% endif %}'),
      { A: 'yes' },
    )
  })

  it('may form a key only of letters, digits, dots and hyphens', () => {
    assert.deepEqual(environmentOf('      router.{{ host }}: x'), { 'router.shop.example.org': 'x' })
    refuses(serviceWith('    environment:\n      {{ evil }}: x'), 'TEMPLATE_INVALID', /into a key/)
    refuses(
      serviceWith('    environment:\n      shop.example.org: x\n      {{ host }}: y'),
      'TEMPLATE_INVALID',
      /two keys/,
    )
  })

  for (const bad of ['a\0b', '\uD800', Number.NaN]) {
    it(`is refused when no environment can hold it: ${JSON.stringify(bad)}`, () => {
      assert.throws(() => renderCompose(serviceWith('    environment: { A: {{ bad }} }'), { bad }, DIRECTORY), {
        code: 'TEMPLATE_INVALID',
      })
    })
  }
})

describe('a template', () => {
  for (const [source, code, names] of [
    ['{{ range.constructor("return process")() }}', 'UNSAFE_TEMPLATE', /line 1: .*FunCall/],
    ['\n{{ host.constructor }}', 'UNSAFE_TEMPLATE', /line 2: .*LookupVal/],
    ['{{ host | safe }}', 'UNSAFE_TEMPLATE', /filter "safe"/],
    ['{% for c in host %}{% endfor %}', 'UNSAFE_TEMPLATE', /For/],
    ['{% set a = 1 %}', 'UNSAFE_TEMPLATE', /Set/],
    ['{% macro m() %}{% endmacro %}', 'UNSAFE_TEMPLATE', /Macro/],
    ['{% include "other" %}', 'UNSAFE_TEMPLATE', /Include/],
    ['{% extends "other" %}', 'UNSAFE_TEMPLATE', /Extends/],
    ['a: {{ nothing }}', 'TEMPLATE_INVALID', /line 1: there is no value "nothing"/],
    ['a: {{ host', 'TEMPLATE_INVALID', /./],
    ['a: [', 'TEMPLATE_INVALID', /no valid YAML/],
    ['a: 1\na: 2', 'TEMPLATE_INVALID', /unique/],
    ['a: &x 1\nb: *x', 'TEMPLATE_INVALID', /alias/i],
    ['a: !!binary aGk=', 'TEMPLATE_INVALID', /tag/i],
    ['a: 1\n---\nb: 1', 'TEMPLATE_INVALID', /document/i],
    ['a: \uE0000\uE001', 'TEMPLATE_INVALID', /U\+E000/],
  ] as const) {
    it(`is refused: ${JSON.stringify(source)}`, () => {
      refuses(source, code, names)
    })
  }
})

describe('the text of a compose file', () => {
  it('reads as the same document, with every "$" doubled', () => {
    const text = composeText({ a: '${HOME} $$', b: ['\u0085\u2028\ufeff\x7f', '0123', 1, true], c: '😀 {{ x }}' })
    assert.deepEqual(parse(text), {
      a: '$${HOME} $$$$',
      b: ['\u0085\u2028\ufeff\x7f', '0123', 1, true],
      c: '😀 {{ x }}',
    })
    assert.match(text, /^[\n\x20-\x7e\u{1F600}]*$/u)
  })
})
