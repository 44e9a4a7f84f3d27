import { dayAfter } from '../seasons.ts'
import { placings } from '../training/customs-staff.ts'
import type { Trader } from '../trader.ts'
import type { PerimeterRecord } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/**
 * Positions and who held them when. In the year the head of customs left and the deputy took over, whose own position has been vacant
 * since; nobody stands in for the one who decides codes. Pure.
 */

export const CLASSIFIER = 'P-05'
export const APPROVER = 'P-03'

const POSITIONS: readonly [code: string, title: string, unit: string, responsibilities: readonly string[], customsPercent: number, circle?: readonly string[]][] = [
  ['managing-director', 'Managing director', 'management', ['management', 'board_member'], 0, ['in_charge', 'in_control']], ['finance-director', 'Finance director', 'finance', ['finance', 'board_member'], 10, ['in_control']],
  ['head-of-customs', 'Head of customs', 'customs', ['head_of_customs'], 100, ['in_charge_of_customs']], ['deputy-head-of-customs', 'Deputy head of customs', 'customs', ['deputy_head_of_customs', 'customs_specialist'], 100],
  ['classification', 'Owner of commodity codes', 'engineering', ['classification_owner', 'ai_reviewer'], 80],
  ['specialist-ports', 'Customs specialist, ports', 'import-ports', ['customs_specialist'], 100], ['specialist-north', 'Customs specialist, north', 'operations-north', ['customs_specialist'], 100],
  ['specialist-centre', 'Customs specialist, centre', 'operations-centre', ['customs_specialist'], 100], ['purchaser', 'Head of purchasing', 'purchasing', ['purchasing'], 15],
  ['export-sales', 'Export sales', 'sales', ['sales_export'], 20], ['dispatcher', 'Head of logistics', 'logistics', ['logistics'], 25], ['plant-manager', 'Plant manager', 'production', ['production'], 5],
  ['interfaces', 'Interfaces and master data', 'it', ['it_interfaces'], 30], ['security', 'Security officer', 'logistics', ['security_officer'], 40], ['audit', 'Internal audit', 'finance', ['internal_auditor'], 20]
]

/** Who has been where all the time, beside the specialists, whom declarations name. */
const LASTING: readonly [person: string, position: string][] = [
  ['P-01', 'managing-director'], ['P-02', 'finance-director'], [CLASSIFIER, 'classification'], ['P-20', 'purchaser'], ['P-21', 'export-sales'],
  ['P-22', 'dispatcher'], ['P-23', 'plant-manager'], ['P-24', 'interfaces'], ['P-25', 'security'], ['P-26', 'audit']
]
const MOVING = ['P-03', 'P-04']

/** Who stands in for whom; nobody for the owner of commodity codes. */
const DEPUTIES: readonly [person: string, position: string][] = [
  ['P-02', 'managing-director'], ['P-11', 'specialist-ports'], ['P-14', 'specialist-north'], ['P-17', 'specialist-centre'], ['P-22', 'security'], ['P-02', 'audit'], ['P-22', 'export-sales'], ['P-20', 'dispatcher'], ['P-13', 'interfaces']
]

export function peopleRecords ({ until }: Trader): PerimeterRecord[] {
  const { start, handover } = timelineOf(until)
  const specialists = placings(until)
  const assigned = (person: string, position: string, validFrom: string, validTo?: string): PerimeterRecord => ({
    path: '/v1/assignments', payload: { person, position, validFrom, ...(validTo === undefined ? {} : { validTo }) }, listed: `/v1/assignments?person=${person}&position=${position}`, same: ['validFrom']
  })
  const deputy = (person: string, position: string, validFrom: string, validTo?: string): PerimeterRecord => ({
    path: '/v1/deputies', payload: { person, position, validFrom, ...(validTo === undefined ? {} : { validTo }) }, listed: `/v1/deputies?person=${person}&position=${position}`, same: ['validFrom']
  })
  return [
    ...POSITIONS.map(([code, title, unit, responsibilities, customsPercent, circle = []]) => ({ path: '/v1/positions', payload: { code, title, unit, responsibilities, customsPercent, circle, validFrom: start } })),
    ...[...LASTING.map(([person]) => person), ...MOVING, ...new Set(specialists.map(({ person }) => person))].map((pseudonym) => ({ path: '/v1/people', payload: { pseudonym, employmentKind: pseudonym === 'P-01' || pseudonym === 'P-02' ? 'board' : 'employee', customsExperienceSince: start } })),
    ...LASTING.map(([person, position]) => assigned(person, position, start)),
    assigned('P-03', 'head-of-customs', start, dayAfter(handover, -1)),
    assigned('P-04', 'deputy-head-of-customs', start, dayAfter(handover, -1)),
    assigned('P-04', 'head-of-customs', handover),
    ...specialists.map(({ person, position, validFrom, validTo }) => assigned(person, position, validFrom, validTo)),
    ...DEPUTIES.map(([person, position]) => deputy(person, position, start)),
    deputy('P-04', 'head-of-customs', start, dayAfter(handover, -1))
  ]
}
