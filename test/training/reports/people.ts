import type { Cell, CellState } from '../../../src/training/competence/cells.ts'
import type { Requirement } from '../../../src/training/competence/requirements.ts'
import type { PersonCells } from '../../../src/training/reports/people-cells.ts'

/** People and their cells, for tests of what is counted of them. */

export const requirement = (topic: string, changes: Partial<Requirement> = {}): Requirement => ({
  topic, level: 2, refresherMonths: null, graceDays: 0, legalSource: 'x', severity: 'important', basis: 'unit', of: 'ALL', requirementId: null, onlyForPillarReviewed: false, since: '2020-01-01', lesser: [], ...changes
})

export const cell = (topic: string, state: CellState, changes: Partial<Cell> = {}): Cell => ({
  topic, state, requirement: state === 'not_required' ? null : requirement(topic), recordId: null, heldLevel: null, validUntil: null,
  since: state === 'expired' || state === 'too_low' || state === 'missing' ? '2026-01-01' : null, dueOn: null, ...changes
})

/** A person of a unit who holds a position there, with its responsibilities. */
export const personWith = (person: string, unit: string, cells: readonly Cell[], responsibilities: readonly string[] = []): PersonCells => ({
  person: { person, unit, units: [unit], earlier: [], positions: [{ code: `${unit}-1`, unit, unitPath: [unit], responsibilities, since: '2020-01-01' }] }, cells
})

/** So many people of the unit, each with the same states of topics. */
export const several = (count: number, unit: string, states: Readonly<Record<string, CellState>>): PersonCells[] =>
  Array.from({ length: count }, (_, index) => personWith(`${unit}${index}`, unit, Object.entries(states).map(([topic, state]) => cell(topic, state))))
