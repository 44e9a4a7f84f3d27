import type { EarlierPosition, HeldPosition, OwnRequirement, PersonOnDay, Requirement } from '../../../src/training/competence/requirements.ts'
import type { Shown } from '../../../src/training/competence/shown.ts'

/** Records, people and requirements with sane defaults, for tables of cases. */

export const shown = (over: Partial<Shown> = {}): Shown => ({ recordId: 'R1', person: 'P1', topic: 'origin', level: 3, completedOn: '2024-01-15', endsOn: null, ...over })

export const held = (over: Partial<HeldPosition> = {}): HeldPosition =>
  ({ code: 'SPEC', unit: 'IMP', unitPath: ['IMP', 'CUS', 'ALL'], responsibilities: [], since: '2020-01-01', ...over })

export const before = (over: Partial<EarlierPosition> = {}): EarlierPosition =>
  ({ code: 'SPEC', unit: 'IMP', unitPath: ['IMP', 'CUS', 'ALL'], responsibilities: [], from: '2019-01-01', to: '2019-12-31', ...over })

export const person = (positions: readonly HeldPosition[], earlier: readonly EarlierPosition[] = []): PersonOnDay =>
  ({ person: 'P1', unit: positions[0]?.unit ?? null, units: [...new Set(positions.flatMap(({ unitPath }) => unitPath))], positions, earlier })

export const own = (over: Partial<OwnRequirement> = {}): OwnRequirement => ({
  id: 'Q1', code: 'Q1', person: null, position: null, unit: null, topic: 'origin', level: 2, refresherMonths: null, graceDays: 30, legalSource: 'UCC 39(d)', severity: 'critical',
  validFrom: '2021-01-01', validTo: null, ...over
})

export const required = (over: Partial<Requirement> = {}): Requirement => ({
  topic: 'origin', level: 3, refresherMonths: null, graceDays: 90, legalSource: 'UCC 39(d)', severity: 'important', basis: 'role', of: 'customs_specialist', requirementId: null,
  onlyForPillarReviewed: false, since: '2020-01-01', lesser: [], ...over
})
