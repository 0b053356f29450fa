// @types/nunjucks leaves out the parser and the lexer, which nunjucks exports for authors of extensions.
import 'nunjucks'

declare module 'nunjucks' {
  export const parser: { parse(source: string): unknown }
  export const lexer: {
    lex(source: string): { readonly index: number; nextToken(): { readonly type: string } | null }
  }
}
