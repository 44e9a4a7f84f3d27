import type { Cell } from '../competence/cells.ts'
import { isGap } from '../competence/cells.ts'
import { LEAST_PEOPLE, peopleIn, withoutFew } from '../reports/few-people.ts'
import type { Group } from '../reports/few-people.ts'

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

const AI_LITERACY = 'ai_literacy'

/**
 * Of all, and of each unit with enough people; so many units have no row, and no AI literacy, that what is left of all once the others are
 * taken away is not a figure of few people either.
 */
export function competenceFigures (people: readonly CellsOfPerson[]): { readonly unit: string | null, readonly figures: CompetenceFigures }[] {
  const asked = people.flatMap(({ cells, ...person }) => {
    const required = cells.filter(({ requirement }) => requirement !== null)
    return required.length === 0 ? [] : [{ ...person, cells: required }]
  })
  if (asked.length === 0) return []
  const withAi = new Set(unitsToShow(asked.filter(({ cells }) => cells.some(isOfAi))).map(({ key }) => key))
  const units = unitsToShow(asked).toSorted((a, b) => (a.key ?? '') < (b.key ?? '') ? -1 : 1)
  return [{ unit: null, figures: figuresOf(asked) }, ...units.map(({ key: unit, members }) => ({ unit, figures: { ...figuresOf(members), ...withAi.has(unit) ? {} : { aiPeople: 0, aiCovered: 0 } } }))]
}

/** People without a unit are left over in any case: a group of their own that no row shows. */
const unitsToShow = (people: readonly CellsOfPerson[]): Group<CellsOfPerson>[] =>
  withoutFew([...Map.groupBy(people, ({ unit }) => unit)].map(([key, members]) => ({ key, merged: [], members }))).filter(({ key, members }) => key !== null && peopleIn(members) >= LEAST_PEOPLE)

function figuresOf (people: readonly CellsOfPerson[]): CompetenceFigures {
  const cells = people.flatMap((person) => person.cells)
  const ai = cells.filter(isOfAi)
  return {
    people: people.length, covered: people.filter((person) => person.cells.every(isMet)).length,
    required: cells.length, overdue: cells.filter(({ state }) => state === 'expired').length,
    gaps: new Set(cells.filter(isGap).map(({ topic, requirement }) => JSON.stringify([requirement?.basis, requirement?.of, topic]))).size,
    aiPeople: ai.length, aiCovered: ai.filter(isMet).length
  }
}

const isOfAi = ({ topic }: Cell): boolean => topic === AI_LITERACY
const isMet = ({ state }: Cell): boolean => state === 'valid' || state === 'expiring'
