import type { Area } from '../../risks/index.ts'

/** What the synthetic trader's board takes on, by area: greatest score, EUR a year for each risk, and why. Pure data. */

export interface Appetite { readonly area: Area, readonly acceptableScore: number, readonly appetiteEur: number, readonly reason: string }

const ROWS: readonly [area: Area, acceptableScore: number, appetiteEur: number, reason: string][] = [
  ['compliance', 8, 20_000, 'Our record is what the authorisation rests on.'], ['classification', 10, 60_000, 'Many codes are checked a day; single errors are corrected.'],
  ['origin', 10, 60_000, 'Preferences save more than errors cost, as long as they stay single.'], ['value', 10, 60_000, 'Additions are estimated during the year and settled at its end.'],
  ['trade_defence', 8, 50_000, 'One line may cost a year\'s margin of the good.'], ['licences', 8, 30_000, 'A prohibition that is missed cannot be paid away.'],
  ['procedures', 10, 40_000, 'Suspensions earn their cost in most months.'], ['declarations', 10, 40_000, 'Volume brings slips, and they are found.'],
  ['accounting', 9, 20_000, 'Auditors follow single deliveries.'], ['it_security', 9, 100_000, 'What insurance bears is left out.'], ['solvency', 9, 80_000, 'What the provision covers.'],
  ['competence', 12, 30_000, 'People come and go.'], ['organisation', 12, 30_000, 'Reorganisations take a year to settle.'], ['security', 9, 40_000, 'The security plan covers what is beyond.'],
  ['artificial_intelligence', 10, 60_000, 'What proposals save, at most half of it.'], ['excise', 9, 15_000, 'Few consignments.'], ['monitoring', 9, 10_000, 'The board wants to be told.']
]

export const APPETITES: readonly Appetite[] = ROWS.map(([area, acceptableScore, appetiteEur, reason]) => ({ area, acceptableScore, appetiteEur, reason }))
