import { wilson } from '../../../statistics/proportion.ts'

/** How much of what was declared, found wrong and sanctioned AI took part in. Pure. */

/** YYYY-MM; null when the period is one. */
interface OfMonth { readonly month: string | null }
export interface DeclaredOfMonth extends OfMonth { readonly declarations: number, readonly items: number, readonly aiDeclarations: number, readonly aiItems: number }
export interface FoundOfMonth extends OfMonth { readonly opened: number, readonly confirmed: number, readonly aiOpened: number, readonly aiConfirmed: number }
/** `unknown` says neither that AI took part nor that it did not. */
export interface SanctionedOfMonth extends OfMonth { readonly sanctions: number, readonly aiSanctions: number, readonly unknown: number }

export interface Share {
  /** With AI, and of how many. */
  readonly withAi: number
  readonly of: number
  /** 0 to 1; null where there is nothing to share in. */
  readonly share: number | null
  /** Wilson's interval, 95 %. */
  readonly lower: number | null
  readonly upper: number | null
  /** Too few to go by. */
  readonly lowData: boolean
}

export interface AiShare extends OfMonth {
  readonly declarations: Share
  readonly items: Share
  readonly findings: Share
  readonly confirmedFindings: Share
  /** Of the sanctions of which it is known. */
  readonly sanctions: Share
  readonly sanctionsUnknown: number
}

/** @param least fewer of them are too few to go by. */
export function shareOf (withAi: number, of: number, least: number): Share {
  const found = wilson(withAi, of)
  return { withAi, of, share: found?.share ?? null, lower: found?.lower ?? null, upper: found?.upper ?? null, lowData: of < least }
}

/** For each month that anything is known of, in order; or for the period as one. */
export function aiShares (declared: readonly DeclaredOfMonth[], found: readonly FoundOfMonth[], sanctioned: readonly SanctionedOfMonth[], byMonth: boolean, least: number): AiShare[] {
  const months = byMonth ? [...new Set([...declared, ...found, ...sanctioned].map(({ month }) => month))].toSorted((a, b) => (a ?? '') < (b ?? '') ? -1 : 1) : [null]
  return months.map((month) => {
    const ofMonth = <Row extends OfMonth>(rows: readonly Row[]): Row | undefined => rows.find((row) => row.month === month)
    const [lines, findings, sanctions] = [ofMonth(declared), ofMonth(found), ofMonth(sanctioned)]
    return {
      month,
      declarations: shareOf(lines?.aiDeclarations ?? 0, lines?.declarations ?? 0, least), items: shareOf(lines?.aiItems ?? 0, lines?.items ?? 0, least),
      findings: shareOf(findings?.aiOpened ?? 0, findings?.opened ?? 0, least), confirmedFindings: shareOf(findings?.aiConfirmed ?? 0, findings?.confirmed ?? 0, least),
      sanctions: shareOf(sanctions?.aiSanctions ?? 0, (sanctions?.sanctions ?? 0) - (sanctions?.unknown ?? 0), least), sanctionsUnknown: sanctions?.unknown ?? 0
    }
  })
}
