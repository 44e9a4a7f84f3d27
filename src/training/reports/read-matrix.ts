import type { Principal } from '../../platform/access.ts'
import { openCursor, sealCursor } from '../../platform/http/pages.ts'
import type { CellState } from '../competence/cells.ts'
import { readTraining } from '../loader/read-training.ts'
import { judgePeople } from './judge-people.ts'
import type { PersonCells } from './people-cells.ts'
import { ANY_TEXT, PERSONAL, reportOn } from './report.ts'
import type { Narrowed, Page, Paged, ReportDeps } from './report.ts'

export interface MatrixQuery extends Narrowed, Page {
  readonly position?: string | undefined
  readonly person?: string | undefined
  readonly states?: readonly CellState[] | undefined
  readonly expiringDays: number
}

/**
 * People with the topics that are required of them or that they have shown, by pseudonym. With states asked for, only cells in one of
 * them, and whoever has any.
 *
 * @throws forbidden without training:personal; invalid-request for a day or a name that does not exist, or a cursor of another list.
 */
export function readMatrix (deps: ReportDeps, principal: Principal, { first, after, states, expiringDays, ...narrowed }: MatrixQuery): Promise<Paged<PersonCells>> {
  const from = after === undefined ? undefined : openCursor('training-matrix', after, [ANY_TEXT])[0]
  const page = { limit: first + 1, after: from }
  return reportOn(deps, principal, PERSONAL, narrowed, async (tx, day) => {
    const { unit, position, person, topic } = narrowed
    const topics = topic === undefined ? undefined : [topic]
    // Who has a cell in a state is known only once all are judged; else those of the page are enough.
    const facts = await readTraining(tx, deps, { days: [day], people: person === undefined ? undefined : [person], unit, position, topics, ...(states === undefined ? { page } : {}) })
    const rows = await judgePeople(facts, day, { expiringDays, topics })
    const found = states === undefined ? rows : withStates(rows, states).filter(({ person: { person } }) => from === undefined || person > from)
    const nodes = found.slice(0, first)
    return { nodes, endCursor: found.length > first ? sealCursor('training-matrix', [nodes.at(-1)?.person.person ?? '']) : null }
  })
}

const withStates = (rows: readonly PersonCells[], states: readonly CellState[]): PersonCells[] =>
  rows.map(({ person, cells }) => ({ person, cells: cells.filter(({ state }) => states.includes(state)) })).filter(({ cells }) => cells.length > 0)
