import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { Fault } from '../../platform/problem.ts'
import type { AiSystemDeps, Known } from '../deps.ts'
import type { Holder, SystemContent } from './system.ts'

/** Whom and what a system names: people, positions, units and representatives that are recorded. */

interface Named { readonly pointer: string, readonly code: string }

const WORDS = {
  person: { detail: 'is no person of yours', hint: 'Give the pseudonym of a person who is recorded under /v1/people' },
  position: { detail: 'is no position of yours', hint: 'Give the code of a position that is recorded under /v1/positions' },
  unit: { detail: 'is no unit of yours', hint: 'Give the code of a unit that is recorded under /v1/units' },
  representative: { detail: 'is no representative of yours', hint: 'Give the EORI of a representative who is recorded under /v1/representatives' }
} as const
type Kind = keyof typeof WORDS

type Deps = Pick<AiSystemDeps, 'knownUnits' | 'knownPositions' | 'knownPeople' | 'knownRepresentatives'>

/** @param before what it said so far, of which nothing is asked again. @throws invalid-request. */
export async function refuseUnknownNames (tx: OperatorTx, deps: Deps, before: SystemContent | undefined, after: SystemContent): Promise<void> {
  const old = before === undefined ? undefined : namesIn(before)
  const errors: Fault[] = [...representativeFaults(after)]
  for (const [kind, named] of Object.entries(namesIn(after)) as [Kind, Named[]][]) {
    const kept = new Set(old?.[kind].map(({ code }) => code))
    const asked = named.filter(({ code }) => !kept.has(code))
    if (asked.length === 0) continue
    const known = await knownOf(deps)[kind](tx, [...new Set(asked.map(({ code }) => code))])
    errors.push(...asked.filter(({ code }) => !known.has(code)).map(({ pointer }) => ({ pointer, ...WORDS[kind] })))
  }
  if (errors.length > 0) throw invalidRequest('The content of the request is not valid.', { errors })
}

/** @throws invalid-request when the holder is not known. */
export async function refuseUnknownHolder (tx: OperatorTx, deps: Deps, { kind, code }: Holder, pointer: string): Promise<void> {
  const known = await knownOf(deps)[kind](tx, [code])
  if (!known.has(code)) throw invalidRequest('The content of the request is not valid.', { errors: [{ pointer: `${pointer}/code`, ...WORDS[kind] }] })
}

const knownOf = ({ knownUnits, knownPositions, knownPeople, knownRepresentatives }: Deps): Record<Kind, Known> => ({ unit: knownUnits, position: knownPositions, person: knownPeople, representative: knownRepresentatives })

function namesIn ({ owner, deputy, users, representative }: SystemContent): Record<Kind, Named[]> {
  const holders = [['/owner', owner] as const, ...deputy === null ? [] : [['/deputy', deputy] as const]]
  const held = (wanted: Holder['kind']): Named[] => holders.filter(([, { kind }]) => kind === wanted).map(([pointer, { code }]) => ({ pointer: `${pointer}/code`, code }))
  return {
    person: held('person'),
    position: [...held('position'), ...users.positions.map((code, index) => ({ pointer: `/users/positions/${index}`, code }))],
    unit: users.units.map((code, index) => ({ pointer: `/users/units/${index}`, code })),
    representative: representative === null ? [] : [{ pointer: '/representative', code: representative }]
  }
}

function representativeFaults ({ operatedBy, representative }: SystemContent): Fault[] {
  if ((operatedBy === 'representative') === (representative !== null)) return []
  return [{ pointer: '/representative', detail: representative === null ? 'is missing for a system of a representative' : 'is stated for a system of the company itself', hint: 'Give the EORI exactly where operatedBy is representative' }]
}
