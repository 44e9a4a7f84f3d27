import { isDay } from '../platform/calendar.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { invalidRequest } from '../platform/problem.ts'
import type { Fault } from '../platform/problem.ts'
import type { Known, RiskDeps } from './deps.ts'
import type { Holder } from './register/risk.ts'

/** Whom and what a statement names, and its days: what no schema can see. */

export const invalid = (errors: Fault[]) => invalidRequest('The content of the request is not valid.', { errors })

/** @throws invalid-request when there are faults. */
export function refuseFaults (errors: Fault[]): void {
  if (errors.length > 0) throw invalid(errors)
}

const WORDS = {
  person: { detail: 'is no person of yours', hint: 'Give the pseudonym of a person who is recorded under /v1/people' },
  position: { detail: 'is no position of yours', hint: 'Give the code of a position that is recorded under /v1/positions' },
  site: { detail: 'is no site of yours', hint: 'Give the code of a site that is recorded under /v1/sites' },
  check: { detail: 'is no check', hint: 'Give the id of a check as under /v1/checks' },
  indicator: { detail: 'is no key figure', hint: 'Give a name of the graph\'s kpiCatalogue' }
} as const

export interface Named { readonly pointer: string, readonly code: string }

/** Faults of those that are not known. @param known asks with one statement, and nothing where there is nothing to ask. */
async function unknown (tx: OperatorTx, known: Known, named: readonly Named[], words: { readonly detail: string, readonly hint: string }): Promise<Fault[]> {
  if (named.length === 0) return []
  const found = await known(tx, [...new Set(named.map(({ code }) => code))])
  return named.filter(({ code }) => !found.has(code)).map(({ pointer }) => ({ pointer, ...words }))
}

export async function holderFaults (tx: OperatorTx, { knownPeople, knownPositions }: Pick<RiskDeps, 'knownPeople' | 'knownPositions'>, { kind, code }: Holder, pointer: string): Promise<Fault[]> {
  return await unknown(tx, kind === 'person' ? knownPeople : knownPositions, [{ pointer: `${pointer}/code`, code }], WORDS[kind])
}

export const personFaults = async (tx: OperatorTx, { knownPeople }: Pick<RiskDeps, 'knownPeople'>, code: string, pointer: string): Promise<Fault[]> => await unknown(tx, knownPeople, [{ pointer, code }], WORDS.person)
export const positionFaults = async (tx: OperatorTx, { knownPositions }: Pick<RiskDeps, 'knownPositions'>, named: readonly Named[]): Promise<Fault[]> => await unknown(tx, knownPositions, named, WORDS.position)
export const siteFaults = async (tx: OperatorTx, { knownSites }: Pick<RiskDeps, 'knownSites'>, named: readonly Named[]): Promise<Fault[]> => await unknown(tx, knownSites, named, WORDS.site)

const notIn = (known: ReadonlySet<string>, named: readonly Named[], words: { readonly detail: string, readonly hint: string }): Fault[] => named.filter(({ code }) => !known.has(code)).map(({ pointer }) => ({ pointer, ...words }))
export const checkFaults = ({ checks }: Pick<RiskDeps, 'checks'>, named: readonly Named[]): Fault[] => notIn(checks, named, WORDS.check)
export const indicatorFaults = ({ indicators }: Pick<RiskDeps, 'indicators'>, named: readonly Named[]): Fault[] => notIn(indicators, named, WORDS.indicator)

const NO_DAY = { detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }

export const dayFaults = (pointer: string, day: string): Fault[] => isDay(day) ? [] : [{ pointer, ...NO_DAY }]

/** Of a day on which something happened: it is not still to come, and not before what it follows. */
export function pastDayFaults (pointer: string, day: string, today: string, notBefore?: string | undefined): Fault[] {
  if (!isDay(day)) return [{ pointer, ...NO_DAY }]
  if (day > today) return [{ pointer, detail: 'is a day that is still to come', hint: 'Record it when the day has come' }]
  return notBefore !== undefined && day < notBefore ? [{ pointer, detail: `is before ${notBefore}, the day of what it follows`, hint: 'Give a day from then on' }] : []
}

/** Of a day by which something is to be done: today, or still to come. */
export function futureDayFaults (pointer: string, day: string, today: string): Fault[] {
  if (!isDay(day)) return [{ pointer, ...NO_DAY }]
  return day < today ? [{ pointer, detail: 'has passed already', hint: 'Give today, or a day that is still to come' }] : []
}
