import { decimal, decimalText, ZERO } from '../../platform/decimal.ts'
import type { Decimal } from '../../platform/decimal.ts'
import type { Severity } from '../model.ts'

/** What is counted in one cell of a report: sanctions on the one side, what they are counted against on the other. Pure. */

/** Sanctions of one key, severity and currency. Sums are decimal text. */
export interface CountedSanctions {
  readonly key: string
  readonly severity: Severity
  readonly currency: string
  readonly sanctions: number
  readonly duty: string
  readonly penalty: string
  readonly dutyEur: string
  readonly penaltyEur: string
  /** Those with an amount that no rate made euro. */
  readonly withoutRate: number
}

export interface Denominator {
  readonly key: string
  readonly declarations: number
  readonly items: number
  /** Customs duties assessed: decimal text by currency. */
  readonly duties: Readonly<Record<string, string>>
}

export interface Money { readonly currency: string, readonly duty: string, readonly penalty: string }

export interface Counts {
  readonly sanctions: number
  /** Sum of the weights of the severities. */
  readonly weight: number
  readonly bySeverity: Readonly<Record<Severity, number>>
  readonly amounts: readonly Money[]
  readonly dutyEur: string
  readonly penaltyEur: string
  readonly withoutRate: number
}

export type Weights = Readonly<Record<Severity, number>>

const sum = (values: readonly string[]): string => decimalText(values.reduce<Decimal>((total, value) => total.plus(decimal(value)), ZERO))

export function countsOf (rows: readonly CountedSanctions[], weights: Weights): Counts {
  const of = (severity: Severity): number => rows.filter((row) => row.severity === severity).reduce((total, row) => total + row.sanctions, 0)
  const bySeverity = { minor: of('minor'), medium: of('medium'), serious: of('serious') }
  const byCurrency = [...Map.groupBy(rows.filter(({ currency }) => currency !== ''), ({ currency }) => currency)].toSorted(([a], [b]) => a < b ? -1 : 1)
  return {
    sanctions: bySeverity.minor + bySeverity.medium + bySeverity.serious,
    weight: bySeverity.minor * weights.minor + bySeverity.medium * weights.medium + bySeverity.serious * weights.serious,
    bySeverity,
    amounts: byCurrency.map(([currency, group]) => ({ currency, duty: sum(group.map(({ duty }) => duty)), penalty: sum(group.map(({ penalty }) => penalty)) })),
    dutyEur: sum(rows.map((row) => row.dutyEur)), penaltyEur: sum(rows.map((row) => row.penaltyEur)),
    withoutRate: rows.reduce((total, row) => total + row.withoutRate, 0)
  }
}

export interface Exposure {
  readonly declarations: number
  readonly items: number
  readonly duties: readonly { readonly currency: string, readonly amount: string }[]
}

export function exposureOf (rows: readonly Denominator[]): Exposure {
  const byCurrency = [...Map.groupBy(rows.flatMap(({ duties }) => Object.entries(duties)), ([currency]) => currency)].toSorted(([a], [b]) => a < b ? -1 : 1)
  return {
    declarations: rows.reduce((total, row) => total + row.declarations, 0), items: rows.reduce((total, row) => total + row.items, 0),
    duties: byCurrency.map(([currency, group]) => ({ currency, amount: sum(group.map(([, amount]) => amount)) }))
  }
}

export interface Cell { readonly counts: Counts, readonly exposure: Exposure }
