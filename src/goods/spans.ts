import { addMonths, dayAfter } from './days.ts'
import { isInForce } from './decisions.ts'
import { LEGAL_LIMITS } from './legal-limits.ts'
import { goodsOn } from './on-day.ts'
import type { CodeDecision, GoodsRecord } from './model.ts'

/**
 * On which days which state of goods holds, derived from the record: what lists are searched by and what reports count, so that neither
 * reads records. Pure.
 */

export const MEASURES = ['active', 'draft', 'approved', 'blocked', 'without_code', 'stale', 'code', 'description', 'preferential_export', 'code_changed'] as const
export type Measure = typeof MEASURES[number]

export interface Span {
  readonly measure: Measure
  /** Code, beginning of the description or supplier; '' where the measure has none. */
  readonly value: string
  readonly from: string
  /** First day on which it holds no more; null: no end. */
  readonly until: string | null
}

/** First day on which the code is in no nomenclature any more, as far as editions are known. */
export type LapseOf = (code: string, from: string) => string | undefined

const IMPORT_DIGITS = 10
const EXPORT_DIGITS = 8
const LONGEST_VALUE = 60

/** States of goods that the operator deals in, in runs of days; changes of code a day each. */
export function spansOf (record: GoodsRecord, lapseOf: LapseOf): Span[] {
  const days = boundaries(record, lapseOf)
  const open = new Map<string, Span>()
  const spans: Span[] = []
  for (const day of days) {
    const held = new Map(statesOn(record, day, lapseOf).map(([measure, value]): [string, [Measure, string]] => [`${measure} ${value}`, [measure, value]]))
    for (const [key, span] of open) {
      if (held.has(key)) continue
      spans.push({ ...span, until: day })
      open.delete(key)
    }
    for (const [key, [measure, value]] of held) if (!open.has(key)) open.set(key, { measure, value, from: day, until: null })
  }
  return [...spans, ...open.values(), ...codeChanges(record)]
}

/** Days on which anything may change. */
function boundaries (record: GoodsRecord, lapseOf: LapseOf): string[] {
  const periods = [...record.codeDecisions, ...record.origins, ...record.sources].filter(isInForce)
  const days = [
    record.activeFrom, ...(record.retiredOn === null ? [] : [dayAfter(record.retiredOn)]),
    ...periods.flatMap(({ validFrom, validTo }) => validTo === null ? [validFrom] : [validFrom, dayAfter(validTo)]),
    ...[...record.codeDecisions, ...record.origins].flatMap(({ blockedFrom }) => blockedFrom ?? []),
    ...record.codeDecisions.map((decision) => staleFrom(decision, lapseOf)),
    ...record.descriptions.map(({ validFrom }) => validFrom)
  ]
  return [...new Set(days)].toSorted()
}

function statesOn (record: GoodsRecord, day: string, lapseOf: LapseOf): [Measure, string][] {
  const held = goodsOn(record, day)
  if (!held.active) return []
  const decisions = [held.codes.import, held.codes.export].filter((decision) => decision !== null)
  const sources = record.roles.includes('exported') && held.preferentialOrigins.length > 0 ? held.sources : []
  return [
    ['active', ''], [held.status, ''],
    ...(isClassified(record, held.codes.import, held.codes.export) ? [] : [['without_code', ''] as [Measure, string]]),
    ...(decisions.some((decision) => staleFrom(decision, lapseOf) <= day) ? [['stale', ''] as [Measure, string]] : []),
    ...[...new Set(decisions.map(({ code }) => code))].map((code): [Measure, string] => ['code', code]),
    ...(held.description === null ? [] : [['description', searchable(held.description)] as [Measure, string]]),
    ...[...new Set(sources.map(({ supplierRef }) => supplierRef))].map((supplier): [Measure, string] => ['preferential_export', supplier])
  ]
}

/** As descriptions are looked for: without case, by their beginning. */
export const searchable = (text: string): string => text.trim().toLowerCase().slice(0, LONGEST_VALUE).toWellFormed()

/** An approved code of as many digits as each of its directions asks for; goods that are only produced need one of either. */
function isClassified ({ roles }: GoodsRecord, imported: CodeDecision | null, exported: CodeDecision | null): boolean {
  const forImport = (imported?.code.length ?? 0) >= IMPORT_DIGITS
  const forExport = (exported?.code.length ?? 0) >= EXPORT_DIGITS
  if (!roles.includes('imported') && !roles.includes('exported')) return forImport || forExport
  return (!roles.includes('imported') || forImport) && (!roles.includes('exported') || forExport)
}

/** First day on which nobody has looked at the decision for too long, or since its code went from the nomenclature. */
export function staleFrom (decision: CodeDecision, lapseOf: LapseOf): string {
  const looked = decision.reviewedOn ?? decision.approvedOn ?? decision.decidedOn
  const due = [dayAfter(addMonths(looked, LEGAL_LIMITS.classificationReviewMonths)), ...(decision.reviewOn === null || decision.reviewOn < looked ? [] : [dayAfter(decision.reviewOn)])]
  const lapse = lapseOf(decision.code, looked)
  return [...due, ...(lapse === undefined ? [] : [lapse])].toSorted()[0] ?? looked
}

/** The first change of each calendar year that was not a renumbering: goods are counted once a year. */
function codeChanges ({ codeDecisions }: GoodsRecord): Span[] {
  const inForce = codeDecisions.filter(isInForce).toSorted((a, b) => a.validFrom < b.validFrom ? -1 : 1)
  const days = inForce.flatMap((decision, index) => {
    const before = inForce.slice(0, index).findLast(({ direction }) => direction === decision.direction)
    return before === undefined || before.code === decision.code || decision.reason === 'nomenclature_renumbering' ? [] : [decision.validFrom]
  })
  const firstOfYear = new Map<string, string>()
  for (const day of days) if (!firstOfYear.has(day.slice(0, 4))) firstOfYear.set(day.slice(0, 4), day)
  return [...firstOfYear.values()].map((day) => ({ measure: 'code_changed', value: '', from: day, until: dayAfter(day) }))
}

export const COUNTED = ['active', 'without_code', 'stale', 'code_changed'] as const
export interface Movement { readonly measure: Measure, readonly day: string, readonly delta: number }

/** How counts by day move when the goods had some spans and now have others. A count on a day is the sum of the movements up to it. */
export function movements (before: readonly Span[], after: readonly Span[]): Movement[] {
  const sums = new Map<string, number>()
  const add = (spans: readonly Span[], sign: number): void => {
    for (const { measure, from, until } of spans) {
      if (!(COUNTED as readonly Measure[]).includes(measure)) continue
      sums.set(`${measure} ${from}`, (sums.get(`${measure} ${from}`) ?? 0) + sign)
      if (until !== null && measure !== 'code_changed') sums.set(`${measure} ${until}`, (sums.get(`${measure} ${until}`) ?? 0) - sign)
    }
  }
  add(before, -1)
  add(after, 1)
  return [...sums].filter(([, delta]) => delta !== 0).map(([key, delta]) => {
    const [measure, day] = key.split(' ') as [Measure, string]
    return { measure, day, delta }
  })
}
