import type { AuthorisationKnowledge, GoodsKnowledge, SupplierKnowledge } from '../../src/declarations/checks/knowledge.ts'
import type { Registers } from '../../src/declarations/index.ts'
import type { Register, RegisterNeeds } from '../../src/platform/registers.ts'

/**
 * Registers that say what held on a day, kept in memory and asked as the real ones are: a statement each, in the operator's transaction.
 * They answer for what was named alone, and keep in mind what a check asked that was not.
 */

interface From<T> { readonly from: string, readonly is: T }
interface Term { readonly from: string, readonly until?: string }

export interface DatedFacts {
  readonly goods?: Readonly<Record<string, readonly From<Partial<GoodsKnowledge>>[]>>
  readonly suppliers?: Readonly<Record<string, readonly From<Partial<SupplierKnowledge>>[]>>
  readonly authorisations?: readonly (Term & Partial<AuthorisationKnowledge> & { readonly type: string, readonly reference: string, readonly suspended?: Term })[]
  readonly guarantee?: readonly From<string>[]
  readonly mandates?: readonly (Term & { readonly eori: string })[]
  readonly reviewers?: readonly (Term & { readonly id: string })[]
  readonly licences?: Readonly<Record<string, { readonly validUntil: string | null, readonly balance: string | null, readonly attributed: string }>>
  /** By MRN. */
  readonly documents?: Readonly<Record<string, readonly string[]>>
  readonly movements?: Readonly<Record<string, readonly { readonly itemNumber: number, readonly declared: string, readonly moved: string, readonly percent: string }[]>>
  readonly exits?: readonly string[]
  readonly extensions?: Readonly<Record<string, string>>
  readonly excise?: Readonly<Record<string, { readonly quantity: string, readonly commodityCode: string, readonly dispatchedOn: string }>>
}

const GOODS: GoodsKnowledge = { status: 'approved', approvedCode: null, bti: null, changes: [], exciseStatus: null, dualUse: null, assessedExemptions: [], originEvidence: false, additions: [] }
const SUPPLIER: SupplierKnowledge = { country: null, related: false, additions: [], priceAdjustments: [] }

const heldOn = <T>(list: readonly From<T>[] | undefined, day: string): T | undefined => (list ?? []).findLast(({ from }) => from <= day)?.is
const holds = ({ from, until = '9999-12-31' }: Term, day: string): boolean => from <= day && day <= until

export interface DatedRegisters {
  readonly registers: Registers
  /** What checks asked although the batch was not said to name it. */
  readonly unnamed: string[]
  /** Names of the registers whose statement was sent, in order. */
  readonly asked: string[]
}

/** @param facts undefined members are not kept. @param announcesFirst of those that are asked. */
export function datedRegisters (facts: () => DatedFacts, { announcesFirst = true }: { announcesFirst?: boolean } = {}): DatedRegisters {
  const unnamed: string[] = []
  const asked: string[] = []
  const kept = <Answer>(name: keyof DatedFacts, kind: 'whole' | 'asked', answer: (needs: Named) => Answer): Register<Answer> => ({
    kind,
    ...(kind === 'asked' && announcesFirst ? { announcesFirst: true as const } : {}),
    load: async (query, operatorId, needs) => {
      const [row] = await query<{ operator: string }>('select current_setting(\'app.operator_id\') as operator, $1::text as register', [name])
      asked.push(name)
      if (row?.operator !== operatorId) throw new Error(`${name} is asked outside the operator's transaction`)
      return facts()[name] === undefined ? undefined : answer(namedIn(name, needs, unnamed))
    }
  })
  return {
    unnamed,
    asked,
    registers: {
      goods: kept('goods', 'asked', ({ demand }) => ({ find: (ref, day) => { demand('goodsRefs', ref, day); const found = heldOn(facts().goods?.[ref], day); return found && { ...GOODS, ...found } } })),
      suppliers: kept('suppliers', 'asked', ({ demand }) => ({ find: (ref, day) => { demand('supplierRefs', ref, day); const found = heldOn(facts().suppliers?.[ref], day); return found && { ...SUPPLIER, ...found } } })),
      licences: kept('licences', 'asked', ({ demand }) => ({ find: (ref) => { demand('documentReferences', ref); const known = facts().licences?.[ref]; return known && { validFrom: null, measure: null, attributedUntil: () => known.attributed, ...known } } })),
      authorisations: kept('authorisations', 'whole', () => ({
        find: (type, day) => authorisationsOn(facts(), day).filter((known) => known.type === type),
        byReference: (reference, day) => authorisationsOn(facts(), day).find((known) => known.reference === reference),
        holdsAeo: () => false, aeoReferenceExpected: false
      })),
      guarantee: kept('guarantee', 'whole', () => ({ utilisationPercent: (day) => heldOn(facts().guarantee, day) })),
      extensions: kept('extensions', 'whole', () => ({ dischargeDeadline: (mrn) => facts().extensions?.[mrn] })),
      mandates: kept('mandates', 'whole', () => ({ covers: (eori, day) => (facts().mandates ?? []).some((mandate) => mandate.eori === eori && holds(mandate, day)) })),
      reviewers: kept('reviewers', 'asked', ({ demand }) => ({ isCompetent: (id, _topic, day) => { demand('reviewers', id, day); return (facts().reviewers ?? []).some((known) => known.id === id && holds(known, day)) } })),
      documents: kept('documents', 'asked', ({ demand }) => ({ missingOf: (mrn) => { demand('mrns', mrn); return facts().documents?.[mrn] ?? [] } })),
      movements: kept('movements', 'asked', ({ demand }) => ({ differencesOf: (mrn) => { demand('mrns', mrn); return facts().movements?.[mrn] } })),
      exits: kept('exits', 'asked', ({ demand }) => ({ confirmed: (mrn) => { demand('mrns', mrn); return facts().exits?.includes(mrn) === true } })),
      excise: kept('excise', 'asked', ({ demand }) => ({ find: (arc) => { demand('arcs', arc); return facts().excise?.[arc] } }))
    }
  }
}

type ListName = Exclude<keyof RegisterNeeds, 'firstDay' | 'lastDay'>
interface Named { readonly demand: (list: ListName, reference: string, day?: string) => void }

function namedIn (name: string, needs: RegisterNeeds, unnamed: string[]): Named {
  return {
    demand: (list, reference, day = needs.firstDay) => {
      // '' is asked where an item names nothing; no register knows it.
      if (reference === '' || (needs[list].includes(reference) && needs.firstDay <= day && day <= needs.lastDay)) return
      unnamed.push(`${name} ${reference} ${day}`)
    }
  }
}

function authorisationsOn ({ authorisations = [] }: DatedFacts, day: string): AuthorisationKnowledge[] {
  return authorisations.map(({ from, until, suspended, ...known }) => {
    const state = day < from ? 'not_yet_valid' : until !== undefined && day > until ? 'expired' : suspended !== undefined && holds(suspended, day) ? 'suspended' : 'valid'
    return { holder: 'IT01234567890', codes: [], sites: [], offices: [], ...known, state }
  })
}
