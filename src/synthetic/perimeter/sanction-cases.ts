import { ERROR_KINDS } from '../kinds/all-kinds.ts'
import type { YearDeclaration } from '../year.ts'

/** Declarations of the year that customs penalised: those with a planted error, most pillars once, and the careless broker more often. Pure. */

export interface SanctionCase {
  readonly mrn: string
  readonly itemNumber: number | null
  readonly day: string
  readonly kind: string
  readonly pillar: string
  readonly broker: string | null
}

const CARELESS_BROKER = 'IT05791346802'
const OF_A_PILLAR = 1
const OF_THE_CARELESS = 4
const MOST = 12
/** Nobody penalises what nobody can see. */
const PILLAR_OF: ReadonlyMap<string, string> = new Map(ERROR_KINDS.filter(({ needs }) => needs !== 'nothing').map(({ id, pillar }) => [id, pillar]))

export class SanctionCases {
  readonly #cases: SanctionCase[] = []
  readonly #counts = new Map<string, number>()

  /** @param day the declaration counts when it is of this day or before: decisions come months after the facts. */
  note ({ content, planted }: YearDeclaration, lastDay: string): void {
    const pillar = PILLAR_OF.get(planted?.kind ?? '')
    const { mrn, acceptanceDate = '' } = content
    if (planted === null || pillar === undefined || mrn === undefined || acceptanceDate > lastDay || this.#cases.length === MOST) return
    const careless = planted.broker === CARELESS_BROKER
    const group = careless ? CARELESS_BROKER : pillar
    const count = this.#counts.get(group) ?? 0
    if (count >= (careless ? OF_THE_CARELESS : OF_A_PILLAR)) return
    this.#counts.set(group, count + 1)
    this.#cases.push({ mrn, itemNumber: planted.itemNumber, day: acceptanceDate, kind: planted.kind, pillar, broker: planted.broker })
  }

  get cases (): readonly SanctionCase[] {
    return this.#cases
  }
}
