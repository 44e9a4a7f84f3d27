import { DUAL_USE_LICENCE, SURVEILLANCE_LICENCE } from '../trader-lists.ts'
import type { Trader } from '../trader.ts'
import { dayAfter } from '../seasons.ts'
import type { PerimeterFile } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/** Licences that declarations name: surveillance by month, dual use by calendar year. Pure. */
export function licenceFile ({ until }: Trader): PerimeterFile {
  const { from } = timelineOf(until)
  const months: string[] = []
  for (let first = `${from.slice(0, 7)}-01`; first <= until; first = `${dayAfter(first, 31).slice(0, 7)}-01`) months.push(first)
  const years = [...new Set([from.slice(0, 4), until.slice(0, 4)])]
  return {
    path: '/v1/licences/bulk', records: [
      ...months.map((first) => ({ reference: `IT-SV-${first.slice(0, 7)}`, type: SURVEILLANCE_LICENCE, validFrom: first, validUntil: dayAfter(first, 160), authorisedQuantity: '100000', unit: 'KGM' })),
      ...years.map((year) => ({ reference: `IT-DU-${year}`, type: DUAL_USE_LICENCE, validFrom: `${year}-01-01`, validUntil: `${String(Number(year) + 1)}-12-31` }))
    ]
  }
}
