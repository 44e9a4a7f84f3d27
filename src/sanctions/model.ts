import { isDay } from '../platform/calendar.ts'
import { decimal, decimalText } from '../platform/decimal.ts'
import type { Fault } from '../platform/problem.ts'
import type { AppealStep } from './appeal.ts'

/** Sanctions: penalties that customs imposed on the operator (customs.md 5.1). Pure: what is stated, and what cannot be. */

/** What the infringement is about: the pillars of checks and findings. */
export const PILLARS = ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] as const
/** Root causes: those of findings. */
export const CAUSES = ['ai', 'broker', 'master_data', 'training', 'procedure', 'system', 'supplier', 'clerical', 'other'] as const
export const SEVERITIES = ['minor', 'medium', 'serious'] as const
export type Severity = typeof SEVERITIES[number]
export const DETECTED_BY = ['own', 'customs'] as const
/** Stands for a broker where the operator lodged the declaration itself; no EORI is spelt so. */
export const SELF = 'self'

export interface FactsPeriod { readonly from: string, readonly to: string }
export interface SanctionedItem { readonly declaration: string, readonly itemNumber: number }
export interface SanctionDocument { readonly reference: string, readonly sha256: string }

/** Keys that a sanction is counted under; null where nobody stated them, so that the linked declarations tell. */
export interface StatedKeys {
  readonly sites: readonly string[] | null
  readonly procedures: readonly string[] | null
  readonly brokers: readonly string[] | null
  readonly goods: readonly string[] | null
}

/** A decision of an authority as it was stated, without words of people. */
export interface SanctionContent extends StatedKeys {
  readonly authority: string
  readonly authorityReference: string
  readonly memberState: string
  readonly legalBasis: string
  readonly pillar: typeof PILLARS[number]
  readonly severity: Severity
  readonly seriousCrime: boolean
  readonly infringementDates: readonly FactsPeriod[]
  readonly decisionDate: string
  readonly finalDate: string | null
  readonly amountDuty: string | null
  readonly amountPenalty: string | null
  readonly currency: string | null
  /** MRN or id of each declaration concerned. */
  readonly declarations: readonly string[]
  readonly items: readonly SanctionedItem[]
  readonly orgUnitId: string | null
  readonly personIds: readonly string[]
  readonly cause: typeof CAUSES[number]
  readonly aiInvolved: boolean | null
  readonly aiSystemIds: readonly string[]
  readonly detectedBy: typeof DETECTED_BY[number]
  readonly disclosedAt: string | null
  readonly findingIds: readonly string[]
  readonly correctiveActionIds: readonly string[]
  readonly paidAt: string | null
  readonly documents: readonly SanctionDocument[]
  /** From the first: nothing lodged. The last is the state now. */
  readonly appeal: readonly AppealStep[]
}

/** First and last day of the facts. */
export function factsOf (periods: readonly FactsPeriod[]): FactsPeriod {
  const from = periods.map((period) => period.from).toSorted()[0]
  const to = periods.map((period) => period.to).toSorted().at(-1)
  if (from === undefined || to === undefined) throw new Error('A sanction has facts of at least one day')
  return { from, to }
}

/** Everything that cannot be, each with its place. @param today a decision and its facts cannot be later. */
export function faultsOf (content: SanctionContent, today: string): Fault[] {
  const impossible = impossibleDays(content)
  return [...impossible, ...impossible.length > 0 ? [] : misplacedDays(content, today), ...moneyFaults(content), ...linkFaults(content)]
}

/** A period of one day is pointed at by its first: `to` may not have been sent. */
function daysOf ({ infringementDates, decisionDate, finalDate, disclosedAt, paidAt, appeal }: SanctionContent): [pointer: string, day: string][] {
  const stated: [string, string | null | undefined][] = [
    ...infringementDates.flatMap(({ from, to }, index): [string, string][] => [[`/infringementDates/${index}/from`, from], ...to === from ? [] : [[`/infringementDates/${index}/to`, to] satisfies [string, string]]]),
    ['/decisionDate', decisionDate], ['/finalDate', finalDate], ['/disclosedAt', disclosedAt], ['/paidAt', paidAt], ['/appealDeadline', appeal.at(-1)?.deadline]
  ]
  return stated.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

function impossibleDays (content: SanctionContent): Fault[] {
  return daysOf(content).flatMap(([pointer, day]) => isDay(day) ? [] : [{ pointer, detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }])
}

function misplacedDays (content: SanctionContent, today: string): Fault[] {
  const { infringementDates, decisionDate, finalDate, paidAt, appeal } = content
  const deadline = appeal.at(-1)?.deadline ?? null
  const future = daysOf(content).filter(([pointer, day]) => !['/finalDate', '/appealDeadline'].includes(pointer) && day > today)
  return [
    ...future.map(([pointer]) => ({ pointer, detail: 'is a day that is still to come', hint: 'Record it once it has happened' })),
    ...infringementDates.flatMap(({ from, to }, index) => to < from ? [{ pointer: `/infringementDates/${index}/to`, detail: 'is before from', hint: 'Give the first day in from' }] : []),
    ...infringementDates.flatMap(({ from, to }, index) => from <= to && to > decisionDate ? [{ pointer: `/infringementDates/${index}`, detail: 'is after the decision', hint: 'A decision is on facts before it' }] : []),
    ...finalDate !== null && finalDate < decisionDate ? [{ pointer: '/finalDate', detail: 'is before the decision', hint: 'The day from which it can no longer be appealed' }] : [],
    ...paidAt !== null && paidAt < decisionDate ? [{ pointer: '/paidAt', detail: 'is before the decision', hint: 'What was paid before it is no payment of this sanction' }] : [],
    ...deadline !== null && deadline < decisionDate ? [{ pointer: '/appealDeadline', detail: 'is before the decision', hint: 'The last day on which an appeal can be lodged' }] : []
  ]
}

function moneyFaults ({ amountDuty, amountPenalty, currency }: SanctionContent): Fault[] {
  const hasAmount = amountDuty !== null || amountPenalty !== null
  if (hasAmount && currency === null) return [{ pointer: '/currency', detail: 'is missing', hint: 'The currency of amountDuty and amountPenalty, ISO 4217' }]
  return hasAmount || currency === null ? [] : [{ pointer: '/currency', detail: 'belongs to no amount', hint: 'Give amountDuty or amountPenalty' }]
}

function linkFaults ({ declarations, items, cause, aiInvolved, aiSystemIds }: SanctionContent): Fault[] {
  const named = new Set(declarations)
  return [
    ...items.flatMap(({ declaration }, index) => named.has(declaration) ? [] : [{ pointer: `/items/${index}/declaration`, detail: 'is not among declarations', hint: 'Name it in declarations, spelt the same' }]),
    ...aiInvolved === false && cause === 'ai' ? [{ pointer: '/aiInvolved', detail: 'is false although AI is the cause', hint: 'Leave it out, or state another cause' }] : [],
    ...aiInvolved === false && aiSystemIds.length > 0 ? [{ pointer: '/aiSystemIds', detail: 'names systems although no AI was involved', hint: 'Leave one of the two out' }] : []
  ]
}

/** Money in euro, to the cent. @param unitsPerEuro rate of the day, decimal text above zero. */
export const inEuro = (amount: string, unitsPerEuro: string): string => decimalText(decimal(amount).div(decimal(unitsPerEuro)).round(2))

/** Which decisions a figure counts: annulled ones only where all are asked for; those under appeal may be left out. */
export const VIEWS = ['without_appealed', 'without_annulled', 'all'] as const
export type View = typeof VIEWS[number]

/** Fields whose change the log names without their value: amounts have a right of their own, and people no place in the log. */
const WITHHELD: ReadonlySet<string> = new Set(['amountDuty', 'amountPenalty', 'personIds'])

export interface Difference {
  readonly changed: Record<string, { readonly before: unknown, readonly after: unknown }>
  readonly withheld: readonly string[]
}

/** What a change changed, for the log. */
export function differenceOf (before: SanctionContent, after: SanctionContent): Difference {
  const names = (Object.keys(after) as (keyof SanctionContent)[]).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return {
    changed: Object.fromEntries(names.filter((name) => !WITHHELD.has(name)).map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }])),
    withheld: names.filter((name) => WITHHELD.has(name))
  }
}
