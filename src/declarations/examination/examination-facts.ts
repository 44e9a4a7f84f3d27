import { isDay } from '../../platform/calendar.ts'
import { decimal } from '../../platform/decimal.ts'
import { commodityCodeOf, directionOf, isSimplified, isSupplementary } from '../derivation.ts'
import { RELEASES } from '../customs-message.ts'
import type { DeclarationContent, Direction, ItemContent } from '../data-elements.ts'
import type { GoodsHistory, History, Observation } from '../checks/knowledge.ts'
import type { Excess, Links } from '../checks/examined.ts'
import { namedDeclarations } from './named-declarations.ts'
import { takenBack } from './observations.ts'
import type { GoodsObservation } from './observations.ts'
import type { RegisterAnswers } from './registers.ts'

/** What the database knows beside the declarations of a batch: the history of their goods, and declarations that name or are named. */

export interface FactNeeds {
  readonly goodsRefs: readonly string[]
  /** First month of history that any of them may ask for, YYYY-MM. */
  readonly firstMonth: string
  /** MRNs that they name as previous documents. */
  readonly named: readonly string[]
  /** Their own MRNs, that others may name. */
  readonly own: readonly string[]
}

const HISTORY_YEARS = 2

export function needsOf (declarations: readonly { readonly content: DeclarationContent, readonly mrn: string | null, readonly lawDay: string }[], ownToo: boolean): FactNeeds {
  const goods = new Set<string>()
  const named = new Set<string>()
  let firstMonth = '9999-12'
  for (const { content, lawDay } of declarations) {
    for (const { goodsRef } of content.items) if (goodsRef !== undefined) goods.add(goodsRef)
    for (const mrn of namedDeclarations(content)) named.add(mrn)
    const month = `${String(Number(lawDay.slice(0, 4)) - HISTORY_YEARS).padStart(4, '0')}${lawDay.slice(4, 7)}`
    if (month < firstMonth) firstMonth = month
  }
  const own = ownToo ? declarations.flatMap(({ mrn }) => mrn === null ? [] : [mrn]) : []
  return { goodsRefs: [...goods], firstMonth, named: [...named], own: [...new Set(own)] }
}

export const needsNothing = ({ goodsRefs, named, own }: FactNeeds): boolean => goodsRefs.length === 0 && named.length === 0 && own.length === 0

interface PreviousRow { mrn: string, direction: Direction, acceptedOn: string | null, releasedOn: string | null, additionalType: string | null, dataset: string | null }
interface NamingRow { reference: string, mrn: string | null, acceptedOn: string | null, issuedOn: string | null, receivedOn: string, additionalType: string | null }
interface FactRow {
  versions: [string, number][] | null
  observations: [goodsRef: string, supplierRef: string, month: string, kind: Observation['kind'], value: string, count: number][] | null
  previous: PreviousRow[] | null
  naming: NamingRow[] | null
}

const FACTS = `
  select
    (select json_agg(json_build_array(h.goods_ref, h.version)) from aeo.goods_histories h where h.operator_id = $1 and h.goods_ref = any($2::text[])) as versions,
    (select json_agg(json_build_array(o.goods_ref, o.supplier_ref, o.month, o.kind, o.value, o.count))
      from aeo.goods_observations o where o.operator_id = $1 and o.goods_ref = any($2::text[]) and o.month >= $3 and o.count > 0) as observations,
    (select json_agg(json_build_object('mrn', d.mrn, 'direction', d.direction, 'acceptedOn', d.accepted_on, 'releasedOn', r.day,
        'additionalType', v.document ->> 'additionalType', 'dataset', v.document ->> 'dataset'))
      from aeo.declarations d join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
        cross join lateral (select coalesce(min(left(m.content ->> 'issuedAt', 10)), (d.released_at at time zone 'UTC')::date::text) as day from aeo.customs_messages m
          where m.operator_id = d.operator_id and m.declaration_id = d.id and m.issued_at = d.released_at and m.kind = 'answer' and m.content ->> 'functionCode' = any($6::text[])) as r
      where d.operator_id = $1 and d.mrn = any($4::text[])) as previous,
    (select json_agg(json_build_object('reference', l.reference, 'mrn', d.mrn, 'acceptedOn', d.accepted_on, 'issuedOn', left(v.document ->> 'issuedAt', 10),
        'receivedOn', (d.received_at at time zone 'UTC')::date, 'additionalType', v.document ->> 'additionalType'))
      from aeo.declaration_links l join aeo.declarations d on d.operator_id = l.operator_id and d.id = l.declaration_id
        join aeo.declaration_versions v on v.operator_id = d.operator_id and v.declaration_id = d.id and v.version = d.current_version
      where l.operator_id = $1 and l.reference = any($5::text[]) and d.status not in ('rejected', 'invalidated')) as naming`

export type Query = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>

/** @param registers what they answer about the same declarations: asked already, so that both go out together. */
export async function loadFacts (query: Query, operatorId: string, needs: FactNeeds, registers: Promise<RegisterAnswers>): Promise<ExaminationFacts> {
  const [[row], answers] = await Promise.all([
    needsNothing(needs) ? [] : query<FactRow>(FACTS, [operatorId, needs.goodsRefs, needs.firstMonth, needs.named, needs.own, [...RELEASES]]), registers
  ])
  return new ExaminationFacts(answers, row)
}

export class ExaminationFacts {
  /** What the registers of other features know of it. */
  readonly registers: RegisterAnswers
  readonly #versions: ReadonlyMap<string, number>
  readonly #observations: ReadonlyMap<string, readonly Observation[]>
  readonly #previous: ReadonlyMap<string, PreviousRow>
  readonly #naming: ReadonlyMap<string, readonly NamingRow[]>

  constructor (registers: RegisterAnswers, row?: FactRow) {
    this.registers = registers
    this.#versions = new Map(row?.versions ?? [])
    const observations = new Map<string, Observation[]>()
    for (const [goodsRef, supplierRef, month, kind, value, count] of row?.observations ?? []) {
      const list = observations.get(goodsRef)
      const observation = { supplierRef, month, kind, value, count }
      if (list === undefined) observations.set(goodsRef, [observation])
      else list.push(observation)
    }
    this.#observations = observations
    this.#previous = new Map((row?.previous ?? []).map((previous) => [previous.mrn, previous]))
    this.#naming = Map.groupBy(row?.naming ?? [], ({ reference }) => reference)
  }

  linksOf (content: DeclarationContent, mrn: string | null): Links {
    const naming = (mrn === null ? undefined : this.#naming.get(mrn)) ?? []
    const link = ({ mrn: other, acceptedOn, issuedOn, receivedOn }: NamingRow) =>
      ({ mrn: other, lodgedOn: acceptedOn ?? (issuedOn !== null && isDay(issuedOn) ? issuedOn : receivedOn) })
    return {
      supplementary: naming.filter(isSupplementary).map(link),
      discharges: naming.filter((other) => !isSupplementary(other)).map(link),
      previous: new Map(namedDeclarations(content).flatMap((named) => {
        const found = this.#previous.get(named)
        return found === undefined ? [] : [[named, found]]
      }))
    }
  }

  /** Whether the declaration that another names is here. */
  knows (mrn: string): boolean {
    return this.#previous.has(mrn)
  }

  /** Acceptance of the simplified declaration or record entry that a supplementary one completes, whatever else it names. */
  simplifiedAcceptance (content: DeclarationContent): string | null {
    return namedDeclarations(content).flatMap((mrn) => this.#previous.get(mrn) ?? [])
      .find((named) => named.acceptedOn !== null && named.direction === directionOf(content) && isSimplified(named))?.acceptedOn ?? null
  }

  versionsOf (content: DeclarationContent): Record<string, number> {
    return Object.fromEntries(content.items.flatMap(({ goodsRef }) => goodsRef === undefined || !this.#versions.has(goodsRef) ? [] : [[goodsRef, this.#versions.get(goodsRef) ?? 0]]))
  }

  /** @param own observations that the declaration itself has added, which are no history to it. */
  history (own: readonly GoodsObservation[] = []): History {
    const ownOf = Map.groupBy(takenBack(own), ({ goodsRef }) => goodsRef)
    return {
      ofGoods: (goodsRef): GoodsHistory | undefined => {
        const observations = this.#observations.get(goodsRef)
        if (observations === undefined) return undefined
        const less = ownOf.get(goodsRef)
        return { version: this.#versions.get(goodsRef) ?? 0, observations: less === undefined ? observations : without(observations, less) }
      }
    }
  }
}

function without (observations: readonly Observation[], less: readonly GoodsObservation[]): Observation[] {
  return observations.flatMap((observation) => {
    const own = less.filter(({ supplierRef, month, kind, value }) =>
      supplierRef === observation.supplierRef && month === observation.month && kind === observation.kind && value === observation.value)
    const count = own.reduce((sum, { count: taken }) => sum + taken, observation.count)
    return count > 0 ? [{ ...observation, count }] : []
  })
}

/** Whether a declaration exchanges goods: another heading and another description under the same item number. */
export function otherGoods (before: DeclarationContent, after: DeclarationContent): number[] {
  const known = new Map(before.items.map((item) => [item.itemNumber, item]))
  return after.items.flatMap((item) => {
    const old = known.get(item.itemNumber)
    if (old === undefined) return [item.itemNumber]
    const exchanged = commodityCodeOf(old).slice(0, 4) !== commodityCodeOf(item).slice(0, 4) && old.description !== item.description
    return exchanged ? [item.itemNumber] : []
  })
}

type Quantity = (item: ItemContent) => string | undefined
const QUANTITIES: readonly (readonly [words: string, of: Quantity])[] = [
  ['net mass', ({ netMass }) => netMass],
  ['supplementary units', ({ supplementaryUnits }) => supplementaryUnits],
  ['packages', ({ packages = [] }) => packages.some(({ number }) => number !== undefined) ? String(packages.reduce((sum, { number = 0 }) => sum + number, 0)) : undefined]
]

/** Items of which a declaration covers more than before. */
export function excessQuantities (before: DeclarationContent, after: DeclarationContent): Excess[] {
  const known = new Map(before.items.map((item) => [item.itemNumber, item]))
  return after.items.flatMap((item): Excess[] => {
    const old = known.get(item.itemNumber)
    if (old === undefined) return []
    const stated = QUANTITIES.flatMap(([words, of]) => {
      const [from, to] = [of(old), of(item)]
      return from === undefined || to === undefined ? [] : [{ words: `${words} ${from} to ${to}`, isMore: decimal(to).gt(decimal(from)) }]
    })
    const grown = stated.filter(({ isMore }) => isMore)
    return grown.length === 0 ? [] : [{ itemNumber: item.itemNumber, grown: grown.map(({ words }) => words), isWhole: stated.length > 1 && grown.length === stated.length }]
  })
}
