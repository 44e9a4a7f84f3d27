import { BROKERS } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { contentHash } from './content-hash.ts'
import type { PerimeterRecord } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/** Brokers and their mandates. One mandate was renewed a week late, another ended before the year. Pure. */

/** Whose mandate has the gap. */
export const LATE_BROKER = 'DE7788990011223'
/** Lodges no more. */
const FORMER_BROKER = 'IT06913580247'

export function representativeRecords ({ until }: Trader): PerimeterRecord[] {
  const { start, from, mandateGap } = timelineOf(until)
  const mandate = (representative: string, representation: string, validFrom: string, validTo?: string): PerimeterRecord => ({
    path: '/v1/mandates',
    payload: { representative, representation, validFrom, ...(validTo === undefined ? {} : { validTo }), documentReference: `mandate-${representative}-${validFrom}`, documentSha256: contentHash(`mandate ${representative} ${validFrom}`) },
    listed: `/v1/mandates?representative=${representative}`, same: ['validFrom']
  })
  const representative = (eori: string, name: string): PerimeterRecord => ({ path: '/v1/representatives', payload: { eori, name, kind: 'customs_representative' } })
  return [
    ...BROKERS.map(({ eori }, index) => representative(eori, `Broker ${String(index + 1)}`)),
    representative(FORMER_BROKER, 'Former broker'),
    ...BROKERS.flatMap(({ eori, status }) => {
      const representation = status === '3' ? 'indirect' : 'direct'
      return eori === LATE_BROKER ? [mandate(eori, representation, start, dayAfter(mandateGap.from, -1)), mandate(eori, representation, dayAfter(mandateGap.to, 1))] : [mandate(eori, representation, start)]
    }),
    mandate(FORMER_BROKER, 'direct', start, dayAfter(from, -400))
  ]
}
