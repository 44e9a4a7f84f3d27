import type { Cell } from '../competence/cells.ts'
import { isGap } from '../competence/cells.ts'

/** Key figures of what people must know and do (customs.md 9), for one day. Pure. */

export interface CellsOfPerson {
  readonly person: string
  /** Of the main assignment. */
  readonly unit: string | null
  readonly cells: readonly Cell[]
}

export interface CompetenceFigures {
  /** People of whom anything is required, and those of them who know all of it. */
  readonly people: number
  readonly covered: number
  /** Required topics of all people, and those past their last day. */
  readonly required: number
  readonly overdue: number
  /** Roles and topics of which somebody lacks the level; an own requirement counts by what it was made for. */
  readonly gaps: number
  /** People of whom AI literacy is required, and those who have it. */
  readonly aiPeople: number
  readonly aiCovered: number
}

/** Fewer people would be a figure of persons. */
const LEAST_PEOPLE = 5
const AI_LITERACY = 'ai_literacy'

/** Of all, and of each unit with enough people. */
export function competenceFigures (people: readonly CellsOfPerson[]): { readonly unit: string | null, readonly figures: CompetenceFigures }[] {
  const asked = people.flatMap(({ cells, ...person }) => {
    const required = cells.filter(({ requirement }) => requirement !== null)
    return required.length === 0 ? [] : [{ ...person, cells: required }]
  })
  if (asked.length === 0) return []
  const units = [...Map.groupBy(asked.filter(({ unit }) => unit !== null), ({ unit }) => unit)].filter(([, members]) => members.length >= LEAST_PEOPLE).toSorted(([a], [b]) => (a ?? '') < (b ?? '') ? -1 : 1)
  return [{ unit: null, figures: figuresOf(asked) }, ...units.map(([unit, members]) => ({ unit, figures: figuresOf(members) }))]
}

function figuresOf (people: readonly CellsOfPerson[]): CompetenceFigures {
  const cells = people.flatMap((person) => person.cells)
  const ai = cells.filter(({ topic }) => topic === AI_LITERACY)
  return {
    people: people.length, covered: people.filter((person) => person.cells.every(isMet)).length,
    required: cells.length, overdue: cells.filter(({ state }) => state === 'expired').length,
    gaps: new Set(cells.filter(isGap).map(({ topic, requirement }) => JSON.stringify([requirement?.basis, requirement?.of, topic]))).size,
    aiPeople: ai.length, aiCovered: ai.filter(isMet).length
  }
}

const isMet = ({ state }: Cell): boolean => state === 'valid' || state === 'expiring'
