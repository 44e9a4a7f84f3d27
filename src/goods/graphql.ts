import { enumOf } from '../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../platform/graphql/parts.ts'
import { CODE_REASONS, DECISION_STATES, DIRECTIONS, EXCISE_STATES, ORIGIN_EVIDENCE, ORIGIN_KINDS, ROLES, VALUE_ELEMENTS, DECLARATION_KINDS } from './model.ts'
import { DECLARATION_WARNINGS } from './evidence.ts'
import { GOODS_WARNINGS } from './code-warnings.ts'
import { GOODS_SDL } from './goods-sdl.ts'
import type { GoodsDeps } from './operations/deps.ts'
import { goodsDoor, SUPPLIER_DOOR } from './operations/doors.ts'
import * as read from './operations/read-goods.ts'
import { keyText } from './record-store.ts'
import type { Kept } from './record-store.ts'
import { declarationToWire, goodsToWire, supplierToWire } from './wire.ts'

type Principal = GraphqlContext['principal']
interface PageArguments { first: number, after?: string | null }
interface Filter { role?: string | null, status?: string | null, withoutCode?: boolean | null, reviewDueBy?: string | null, code?: string | null, text?: string | null }

const SDL = `${GOODS_SDL}
${enumOf('GoodsRole', 'What the operator does with goods.', ROLES)}
${enumOf('GoodsStatus', 'Whether a code may be used.', ['draft', 'approved', 'blocked'])}
${enumOf('GoodsDirection', 'Import or export.', DIRECTIONS)}
${enumOf('GoodsDecisionState', 'State of a decision.', DECISION_STATES)}
${enumOf('GoodsWarningKind', 'What of a decision people should look at again.', GOODS_WARNINGS)}
${enumOf('CodeReason', 'What made a decision on a code necessary.', CODE_REASONS)}
${enumOf('OriginKind', 'Which origin.', ORIGIN_KINDS)}
${enumOf('OriginEvidence', 'What a decision on the origin rests on.', ORIGIN_EVIDENCE)}
${enumOf('ExciseStatus', 'Whether excise duty applies.', EXCISE_STATES)}
${enumOf('ValueElementKind', 'Element of value beside the price.', VALUE_ELEMENTS)}
${enumOf('SupplierDeclarationKind', 'For one consignment, or long-term.', DECLARATION_KINDS)}
${enumOf('SupplierDeclarationWarning', 'What a declaration states that the law does not allow.', DECLARATION_WARNINGS)}
`

/** Dated entries of a record, as they are expected. */
const FEW = 5

export function goodsGraphql (deps: GoodsDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: Object.fromEntries(['goods', 'good', 'goodsClassificationState', 'suppliers'].map((field) => [`Query.${field}`, 'goods:read' as const])),
    assumedRows: {
      ...Object.fromEntries(['roles', 'codeDecisions', 'origins', 'changes', 'warnings', 'supplierDeclarations'].map((field) => [`Goods.${field}`, FEW])),
      ...Object.fromEntries(['preferentialOrigins', 'exemptions', 'valueElements', 'tradeDefence', 'sources'].map((field) => [`GoodsOnDay.${field}`, FEW])),
      'SupplierDeclaration.goodsRefs': 10, 'SupplierDeclaration.warnings': 1, 'Supplier.priceAdjustments': FEW, 'Supplier.additions': FEW
    },
    resolvers: {
      Query: {
        goods: async (_root, { on, ...args }: PageArguments & { filter?: Filter | null, on?: string | null }, { principal }) => await goodsConnection(deps, principal, args, on ?? undefined),
        good: async (_root, { ref, on }: { ref: string, on?: string | null }, { principal }) => {
          const day = read.dayOf(deps, on ?? undefined)
          const kept = (await read.findRecords(deps, goodsDoor(deps), principal, [[ref]])).get(keyText([ref]))
          return kept === undefined ? null : goodsToGraph(deps, kept, day)
        },
        goodsClassificationState: async (_root, { on }: { on?: string | null }, { principal }) => {
          const state = await read.classificationState(deps, principal, on ?? undefined)
          const share = (part: number, of: number): number | null => of === 0 ? null : part / of
          return {
            ...state, withoutCodeShare: share(state.withoutCode, state.active), staleShare: share(state.stale, state.active), changedShare: share(state.changedThisYear, state.active),
            supplierDeclarationCoverage: share(state.suppliersCovered, state.preferentialSuppliers)
          }
        },
        suppliers: async (_root, { first, after, on }: PageArguments & { on?: string | null }, { principal }) => {
          const day = read.dayOf(deps, on ?? undefined)
          const { items, nextCursor } = await read.listSuppliers(deps, principal, { limit: first, ...(after == null ? {} : { cursor: after }) })
          return { nodes: items.map((kept) => supplierToGraph(kept, day)), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
        }
      }
    },
    loaders: {
      Goods: { supplierDeclarations: async (queries: { obj: { goodsRef: string } }[], { principal }) => await declarationsOf(deps, principal, queries.map(({ obj }) => obj.goodsRef)) },
      GoodsSource: { supplier: async (queries: { obj: { supplierRef: string, day: string } }[], { principal }) => await suppliersOf(deps, principal, queries.map(({ obj }) => obj)) }
    }
  }
}

function supplierToGraph (kept: Kept, day: string) {
  const { onDay, additions: _dated, ...supplier } = supplierToWire(kept, day)
  return { ...supplier, country: onDay.country, related: onDay.related, additions: onDay.additions }
}

/** A source knows the day of its goods, by which its supplier is looked at. */
function goodsToGraph ({ knowsCode }: GoodsDeps, kept: Kept, day: string) {
  const goods = goodsToWire(kept, day, knowsCode)
  return { ...goods, onDay: { ...goods.onDay, sources: goods.onDay.sources.map((source) => ({ ...source, day })) } }
}

async function goodsConnection (deps: GoodsDeps, principal: Principal, { first, after, filter }: PageArguments & { filter?: Filter | null }, on: string | undefined) {
  const day = read.dayOf(deps, on)
  const stated = Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value !== null))
  const { items, nextCursor } = await read.listGoods(deps, principal, { ...stated, on: day, limit: first, ...(after == null ? {} : { cursor: after }) })
  return { nodes: items.map((kept) => goodsToGraph(deps, kept, day)), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}

async function declarationsOf (deps: GoodsDeps, principal: Principal, goodsRefs: readonly string[]): Promise<unknown[]> {
  const found = Map.groupBy(await read.declarationsOfGoods(deps, principal, [...new Set(goodsRefs)]), ({ goodsRef }) => goodsRef)
  return goodsRefs.map((goodsRef) => (found.get(goodsRef) ?? []).map(declarationToWire))
}

async function suppliersOf (deps: GoodsDeps, principal: Principal, asked: readonly { readonly supplierRef: string, readonly day: string }[]): Promise<unknown[]> {
  const found = await read.findRecords(deps, SUPPLIER_DOOR, principal, [...new Set(asked.map(({ supplierRef }) => supplierRef))].map((supplierRef) => [supplierRef]))
  return asked.map(({ supplierRef, day }) => {
    const kept = found.get(keyText([supplierRef]))
    return kept === undefined ? null : supplierToGraph(kept, day)
  })
}
