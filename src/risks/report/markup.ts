import { safeText } from './safe-text.ts'

/** Markup that was written here, as opposed to text that came from somewhere. Pure. */
export class Markup {
  readonly text: string
  constructor (text: string) {
    this.text = text
  }
}

export const escaped = (text: string): string => safeText(text).replaceAll(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`)

type Part = string | number | Markup | readonly Markup[]

/** The page's own words with values put in: whatever is no markup is escaped, for text and for quoted attributes alike. */
export const html = (words: TemplateStringsArray, ...values: readonly Part[]): Markup =>
  new Markup(words.map((word, index) => index === 0 ? word : `${written(values[index - 1] ?? '')}${word}`).join(''))

function written (value: Part): string {
  if (value instanceof Markup) return value.text
  return typeof value === 'object' ? value.map(({ text }) => text).join('') : escaped(String(value))
}
