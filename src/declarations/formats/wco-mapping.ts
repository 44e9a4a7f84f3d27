/** The words in which the mapping of an XML message to the canonical form is written down. */

/** What becomes of one XML element. */
export type Rule =
  | { readonly rule: 'value', readonly field: string, readonly attribute?: AttributeRule, readonly choice?: 'first' | 'fallback' }
  | { readonly rule: 'append', readonly field: string }
  | { readonly rule: 'joined', readonly field: string, readonly parts: readonly string[] }
  | { readonly rule: 'cut', readonly fields: readonly string[], readonly cut: Cut }
  | { readonly rule: 'direction', readonly importField: string, readonly exportField: string }
  | { readonly rule: 'each', readonly field: string, readonly identity: readonly string[], readonly entry: Mapping, readonly beside: Mapping }
  | { readonly rule: 'choose', readonly pick: Pick, readonly cases: Readonly<Record<string, Mapping | Rule>> }
  | { readonly rule: 'items', readonly entry: Mapping }
  | { readonly rule: 'unread', readonly why: string, readonly noted: boolean }

/** Element name → dotted field name, rule, or the mapping of what is inside. The shape is that of the XML. */
export interface Mapping { readonly [element: string]: string | Rule | Mapping }

/** An attribute that belongs to a value: it goes to a field of its own, or must be the one unit in which the field is kept. */
export type AttributeRule = { readonly name: string, readonly field: string } | { readonly name: string, readonly only: string }

/** Cuts one text into the texts of several fields, in the order of the fields; undefined when it cannot. */
export type Cut = (text: string) => readonly (string | undefined)[] | undefined

/** Chooses a case by what a child element says (undefined when there is none) or by the place among the siblings. */
export type Pick = (textOf: (child: string) => string | undefined, position: number | undefined) => string | undefined

export const money = (field: string, currencyField: string): Rule =>
  ({ rule: 'value', field, attribute: { name: 'currencyID', field: currencyField } })
export const measured = (field: string, unitField: string): Rule =>
  ({ rule: 'value', field, attribute: { name: 'unitCode', field: unitField } })
export const kilograms = (field: string): Rule => ({ rule: 'value', field, attribute: { name: 'unitCode', only: 'KGM' } })
/** The message says it several times; the first counts and a different later one is noted. */
export const firstOf = (field: string): Rule => ({ rule: 'value', field, choice: 'first' })
/** A second place for a field, read when the first place says nothing. */
export const fallback = (field: string): Rule => ({ rule: 'value', field, choice: 'fallback' })
/** One more entry of a list of plain values. */
export const append = (field: string): Rule => ({ rule: 'append', field })
/** Texts of several siblings, put together. */
export const joined = (field: string, ...parts: string[]): Rule => ({ rule: 'joined', field, parts })
export const cutInto = (fields: readonly string[], cut: Cut): Rule => ({ rule: 'cut', fields, cut })
/** One element that means another field on import than on export. */
export const byDirection = (importField: string, exportField: string): Rule => ({ rule: 'direction', importField, exportField })
/** One entry of a list for each element; `identity` names the fields by which an entry is known again. */
export const each = (field: string, identity: readonly string[], entry: Mapping, beside: Mapping = {}): Rule =>
  ({ rule: 'each', field, identity, entry, beside })
export const choose = (pick: Pick, cases: Readonly<Record<string, Mapping | Rule>>): Rule => ({ rule: 'choose', pick, cases })
export const items = (entry: Mapping): Rule => ({ rule: 'items', entry })
/** Says nothing that another element does not say, so it is passed over. */
export const implied = (why: string): Rule => ({ rule: 'unread', why, noted: false })
/** Has no place in the canonical form; a note tells that the message said more. */
export const unread = (why: string): Rule => ({ rule: 'unread', why, noted: true })

export const isRule = (entry: string | Rule | Mapping): entry is Rule => typeof entry === 'object' && typeof entry['rule'] === 'string'
