import type { Principal } from '../../platform/access.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { openCursor, sealCursor } from '../../platform/http/pages.ts'
import { rulesOf } from '../competence/rulings.ts'
import type { Ruling } from '../competence/rulings.ts'
import type { TrainingDeps } from '../deps.ts'
import { readCatalogue, readOwnRequirements } from '../loader/read-training.ts'
import { refuseUnknownNames } from '../reports/known-names.ts'

/** What holding a position asks on a day, whoever holds it: no person is named. */

export interface PositionRequirement extends Omit<Ruling, 'requirementId'> {
  readonly position: string
  readonly unit: string
  /** Code of the own requirement; null: the matrix. */
  readonly requirement: string | null
}

export interface PositionRequirementFilter {
  readonly on: string
  /** Positions in or under it. */
  readonly unit?: string | undefined
  readonly position?: string | undefined
  readonly topic?: string | undefined
}

export interface PositionRequirementPage { readonly items: PositionRequirement[], readonly nextCursor: string | null }

const CURSOR = 'training requirements of positions'
const ANY_CODE = { test: (code: string) => code.length <= 64 }

/** By position, then in the order of the catalogue; of level 0 too, since that an own requirement lifts one of the matrix is worth knowing. In six statements. @throws invalid-request for a name that nothing here has. */
export function positionRequirements (deps: TrainingDeps, principal: Principal, filter: PositionRequirementFilter, first: number, cursor: string | undefined): Promise<PositionRequirementPage> {
  const { on, unit, position, topic } = filter
  const after = cursor === undefined ? undefined : openCursor(CURSOR, cursor, [ANY_CODE, ANY_CODE])
  return withOperatorReadOnly(deps.db, principal, 'training:read', async (tx) => {
    await refuseUnknownNames(tx, deps, { unit, position, topic })
    const positions = (await deps.workforce(tx, { from: on, to: on })).positionsOn(on)
    const [own, uses, catalogue] = [await readOwnRequirements(tx, on), await deps.aiUses(tx, on), await readCatalogue(tx)]
    const rules = rulesOf(own, catalogue, uses)
    const codes = new Map(own.map(({ id, code }) => [id, code]))
    const topics = [...catalogue.topics.keys()].filter((code) => topic === undefined || code === topic)
    const rows = positions.filter(({ code, unitPath }) => (position === undefined || code === position) && (unit === undefined || unitPath.includes(unit)))
      .flatMap((post) => {
        const rulings = rules.on(NOBODY, [post], on)
        return topics.flatMap((code): PositionRequirement[] => {
          const { requirementId, ...ruling } = rulings.get(code) ?? { requirementId: null }
          return 'topic' in ruling ? [{ ...ruling, position: post.code, unit: post.unit, requirement: requirementId === null ? null : codes.get(requirementId) ?? null }] : []
        })
      })
    return page(rows, first, after)
  })
}

/** No pseudonym is empty. */
const NOBODY = ''

function page (rows: readonly PositionRequirement[], first: number, after: readonly string[] | undefined): PositionRequirementPage {
  const start = after === undefined ? 0 : rows.findIndex(({ position, topic }) => position === after[0] && topic === after[1]) + 1
  const items = rows.slice(start, start + first)
  const last = items.at(-1)
  return { items, nextCursor: last !== undefined && start + first < rows.length ? sealCursor(CURSOR, [last.position, last.topic]) : null }
}
