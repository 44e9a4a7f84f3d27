import { BROKERS } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { contentHash } from './content-hash.ts'
import type { Members, PerimeterRecord } from './perimeter-record.ts'
import type { SanctionCase } from './sanction-cases.ts'
import { timelineOf } from './timeline.ts'

/** Penalties of more than three years: earlier ones, whose declarations this system never saw, and those of the year's declarations. Pure. */

/** Shortest time from facts to decision in the year, and how much longer others take. */
const LAG_DAYS = 60
const LAG_SPREAD_DAYS = 90
export const LONGEST_LAG_DAYS = LAG_DAYS + LAG_SPREAD_DAYS
const APPEAL_DAYS = 30

const GENOVA = 'Customs office of Genova'
const MILANO = 'Customs office of Milano'
const [CAREFUL = '', ORIGIN_WEAK = '', VALUE_WEAK = '', , CARELESS = ''] = BROKERS.map(({ eori }) => eori)

interface Penalty {
  readonly factsOn: string
  readonly lag: number
  readonly authority: string
  readonly memberState?: string
  readonly pillar: string
  readonly severity: string
  readonly cause: string
  readonly money: readonly [duty: number, penalty: number, currency: string] | null
  readonly about: Members
  readonly own?: boolean
  readonly appeal?: readonly string[]
}

type Row = [daysBefore: number, lag: number, authority: string, pillar: string, severity: string, cause: string, duty: number, penalty: number, unit: string, broker: string, more?: Partial<Penalty>]

/** Days before the year begins. */
const EARLIER: readonly Row[] = [
  [1050, 240, GENOVA, 'value', 'medium', 'broker', 8400, 2100, 'import-ports', VALUE_WEAK], [900, 310, MILANO, 'classification', 'minor', 'master_data', 1250, 300, 'operations-north', 'self'],
  [790, 180, GENOVA, 'origin', 'medium', 'supplier', 15600, 3900, 'import-ports', ORIGIN_WEAK], [700, 420, MILANO, 'trade_defence', 'serious', 'supplier', 88400, 26500, 'operations-north', 'self', { appeal: ['lodged', 'pending', 'upheld'] }],
  [610, 150, GENOVA, 'licences', 'medium', 'broker', 0, 5000, 'import-ports', CARELESS], [520, 260, MILANO, 'procedures', 'minor', 'procedure', 0, 500, 'operations-north', 'self', { own: true }],
  [430, 200, GENOVA, 'duties', 'minor', 'system', 640, 150, 'import-ports', CAREFUL, { own: true }], [350, 170, GENOVA, 'licences', 'medium', 'broker', 0, 7500, 'import-ports', CARELESS],
  [280, 230, 'Customs chamber of Gdynia', 'identifiers', 'minor', 'clerical', 0, 2400, 'operations-centre', 'self', { memberState: 'PL' }], [210, 190, MILANO, 'classification', 'medium', 'ai', 4300, 1100, 'operations-north', 'self', { appeal: ['lodged', 'annulled'] }],
  [120, 260, GENOVA, 'value', 'minor', 'broker', 980, 250, 'import-ports', VALUE_WEAK]
]

/** Pillars whose infringements cost duty, and how grave they usually are. */
const GRAVE: Readonly<Record<string, string>> = { trade_defence: 'serious', origin: 'medium', value: 'medium', licences: 'medium', excise: 'medium' }
const COSTS_DUTY = new Set(['classification', 'origin', 'value', 'duties', 'trade_defence', 'excise'])
const BASIS: Readonly<Record<string, string>> = { licences: 'Regulation (EU) 2021/821; national penalties', excise: 'Directive (EU) 2020/262; national penalties', trade_defence: 'Regulation (EU) 2016/1036; UCC 42' }

/** @param cases the year's declarations that were penalised. */
export function sanctionRecords ({ until }: Trader, cases: readonly SanctionCase[]): PerimeterRecord[] {
  const { from } = timelineOf(until)
  const earlier = EARLIER.map((row) => earlierPenalty(row, from))
  const own = cases.map((found, index) => penaltyFor(found, index, cases.length))
  return [...earlier, ...own].map((penalty, index) => recordOf(penalty, index, until))
}

function earlierPenalty ([daysBefore, lag, authority, pillar, severity, cause, duty, penalty, unit, broker, more]: Row, from: string): Penalty {
  const currency = more?.memberState === 'PL' ? 'PLN' : 'EUR'
  return { factsOn: dayAfter(from, -daysBefore), lag, authority, pillar, severity, cause, money: [duty, penalty, currency], about: { orgUnitId: unit, brokers: [broker] }, ...more }
}

/** The last one is of another Member State, the one before under appeal. */
function penaltyFor ({ mrn, itemNumber, day, kind, pillar, broker }: SanctionCase, index: number, count: number): Penalty {
  const abroad = index === count - 1
  const duty = COSTS_DUTY.has(pillar) ? 450 + index * 1375 : 0
  return {
    factsOn: day, lag: LAG_DAYS + index * 37 % LAG_SPREAD_DAYS, authority: abroad ? 'Customs chamber of Gdynia' : index % 2 === 0 ? GENOVA : MILANO, ...(abroad ? { memberState: 'PL' } : {}),
    pillar, severity: GRAVE[pillar] ?? 'minor', cause: kind.startsWith('ai_') ? 'ai' : broker !== null ? 'broker' : pillar === 'classification' ? 'master_data' : 'training',
    money: [duty, 200 + Math.round(duty / 4), abroad ? 'PLN' : 'EUR'], own: index % 4 === 1,
    about: { declarations: [mrn], ...(itemNumber === null ? {} : { items: [{ declaration: mrn, itemNumber }] }) },
    ...(index === count - 2 ? { appeal: ['lodged', 'pending'] } : {})
  }
}

function recordOf ({ factsOn, lag, authority, memberState = 'IT', pillar, severity, cause, money, about, own = false, appeal = [] }: Penalty, index: number, until: string): PerimeterRecord {
  const decisionDate = dayAfter(factsOn, lag)
  const authorityReference = `${memberState}-${decisionDate.slice(0, 4)}-${String(index + 1).padStart(4, '0')}`
  const [duty, penalty, currency] = money ?? [0, 0, 'EUR']
  const appealDeadline = dayAfter(decisionDate, APPEAL_DAYS)
  const paidAt = dayAfter(decisionDate, 25)
  const isFinal = appeal.length === 0 && appealDeadline < until
  return {
    path: '/v1/sanctions', listed: `/v1/sanctions?authorityReference=${authorityReference}`, same: ['authorityReference'],
    payload: {
      authority, authorityReference, memberState, pillar, severity, cause, decisionDate, appealDeadline, infringementDates: [{ from: factsOn }], legalBasis: BASIS[pillar] ?? 'UCC 15, 42; national penalties',
      severityReason: severity === 'serious' ? 'Duty of much weight was evaded.' : severity === 'medium' ? 'Duty or a prohibition was at stake.' : 'A formality, without consequence.',
      detectedBy: own ? 'own' : 'customs', ...(own ? { disclosedAt: dayAfter(factsOn, 20) } : {}), currency, amountPenalty: String(penalty), ...(duty > 0 ? { amountDuty: String(duty) } : {}),
      ...(isFinal ? { finalDate: dayAfter(appealDeadline, 1), paidAt } : {}), documents: [{ reference: `decision-${authorityReference}`, sha256: contentHash(`decision ${authorityReference}`) }], ...about
    },
    follow: (id) => appeal.map((status, step) => ({
      path: `/v1/sanctions/${id}/appeal`, matching: `/v1/sanctions/${id}`, payload: { status, on: dayAfter(decisionDate, 12 + step * 40), reference: `appeal-${authorityReference}` },
      listed: `/v1/sanctions/${id}`, entries: ['appeal', 'steps'], same: ['status']
    }))
  }
}
