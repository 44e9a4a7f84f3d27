import { grnOf } from '../reference-numbers.ts'
import { dayAfter } from '../seasons.ts'
import { SITES, STATE } from '../partners.ts'
import type { Trader } from '../trader.ts'
import type { Members, PerimeterRecord } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/**
 * What customs authorised: what declarations name, and two more. Inward processing was suspended for two weeks of the year and ends soon
 * after it; its bill of discharge is overdue. Pure.
 */

/** What declarations name with Y128. */
const CBAM_ACCOUNT = 'IT0000000099'
export const INWARD_PROCESSING = 'ITIPO000099'
const OFFICES = SITES.map(({ office }) => office)
const SITE_CODES = SITES.map(({ id }) => id)

interface Held {
  readonly type: string
  readonly grantedOn: string
  readonly scope?: Members
  readonly effectiveTo?: string
  readonly decisions?: readonly Members[]
  readonly obligations?: readonly Members[]
}

export function authorisationRecords (trader: Trader): PerimeterRecord[] {
  const { start, from, until, suspension } = timelineOf(trader.until)
  const due = (days: number): string => dayAfter(until, days)
  const [firstYear, secondYear] = [from.slice(2, 4), until.slice(2, 4)]
  const guarantee = (year: string): Members => ({ guarantee: { grn: grnOf(year, STATE, `${trader.tag}00000099`), referenceAmount: '2500000', currency: 'EUR', paymentDays: 30 } })
  const held: Held[] = [
    {
      type: 'AEOF', grantedOn: dayAfter(start, 59), scope: { aeoReferenceExpected: true },
      obligations: [{ kind: 'self_monitoring', description: 'Review of the AEO criteria by the internal audit', firstDue: due(61), periodMonths: 12 }, { kind: 'reassessment', description: 'Reassessment announced by customs', firstDue: due(150) }]
    },
    {
      type: 'IPO', grantedOn: dayAfter(until, -1750), effectiveTo: due(75),
      scope: { procedures: ['51'], sites: SITE_CODES, dischargePeriodMonths: 6, economicConditions: ['10'], yields: [{ inputCode: '85013100', outputCode: '84834051', rate: '0.98', description: 'Motors into gearboxes' }] },
      decisions: [{ kind: 'suspended', decisionDate: suspension.from, effectiveFrom: suspension.from, effectiveTo: suspension.to, reference: 'ITIPO000099-S1', words: 'Records of yield were incomplete.' }],
      obligations: [{ kind: 'bill_of_discharge', description: 'Bill of discharge of the quarter', firstDue: due(-20), periodMonths: 3 }, { kind: 'renewal', description: 'Apply for renewal', firstDue: due(40) }]
    },
    { type: 'CWP', grantedOn: start, scope: { procedures: ['71'], sites: SITE_CODES }, obligations: [{ kind: 'stock_record', description: 'Statement of stock', firstDue: due(91), periodMonths: 3 }] },
    { type: 'DPO', grantedOn: start },
    {
      type: 'CGU', grantedOn: start, scope: guarantee(firstYear),
      decisions: firstYear === secondYear ? [] : [{ kind: 'amended', decisionDate: `${until.slice(0, 4)}-01-01`, terms: { scope: guarantee(secondYear) }, words: 'Guarantee of the new year.' }],
      obligations: [{ kind: 'guarantee_review', description: 'Review of the reference amount', firstDue: due(120), periodMonths: 12 }]
    },
    { type: 'CBAM', grantedOn: dayAfter(from, -30) },
    { type: 'REX', grantedOn: start },
    { type: 'TST', grantedOn: dayAfter(start, 400), scope: { sites: ['genova'], offices: OFFICES.slice(0, 1) } }
  ]
  return held.map((authorisation) => recordOf(authorisation, trader.eori))
}

function recordOf ({ type, grantedOn, scope, effectiveTo, decisions = [], obligations = [] }: Held, holderEori: string): PerimeterRecord {
  const reference = type === 'CBAM' ? CBAM_ACCOUNT : `IT${type}000099`
  return {
    path: '/v1/authorisations', listed: `/v1/authorisations?type=${type}`, same: ['reference'],
    payload: {
      type, reference, holderEori, decisionDate: grantedOn,
      terms: { issuingOffice: OFFICES[1], supervisingOffices: OFFICES.slice(0, 2), memberStates: [STATE], ...(effectiveTo === undefined ? {} : { effectiveTo }), ...(scope === undefined ? {} : { scope }) }
    },
    follow: (id) => [
      ...decisions.map((payload) => ({ path: `/v1/authorisations/${id}/decisions`, payload, listed: `/v1/authorisations/${id}/decisions`, same: ['kind', 'decisionDate'], matching: `/v1/authorisations/${id}` })),
      ...obligations.map((payload) => ({ path: `/v1/authorisations/${id}/obligations`, payload, listed: `/v1/authorisations/obligations?authorisationId=${id}`, same: ['kind', 'description'] }))
    ]
  }
}
