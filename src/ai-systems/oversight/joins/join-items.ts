import { createHash } from 'node:crypto'
import { utcDay } from '../../../platform/calendar.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { actorOf } from '../decisions/step-operations.ts'
import { sameValue } from '../outcomes/right-value.ts'
import type { Competence } from '../outputs/kept-output.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import type { LoggedSystem } from '../outputs/known-systems.ts'
import { changedOutcomes, isChanged } from '../steps/output-state.ts'
import type { OutputState, StateChange } from '../steps/output-state.ts'
import { lockStates, saveStates } from '../steps/state-store.ts'
import { moveTotals } from '../totals/total-store.ts'
import { candidatesFor } from './candidate-store.ts'
import { itemsOfDeclarations, replaceItems } from './declared-item-store.ts'
import type { DeclaredItem } from './declared-item-store.ts'
import type { JoinDeps, ProposedDeclaration } from './deps.ts'
import { matchOf, plantedIn } from './match-items.ts'
import type { Candidate, CarriedProposal } from './match-items.ts'
import type { Focus } from './portion.ts'
import { settleOutput, statedDecision } from './settle-output.ts'
import type { DeclaredAs, Judges } from './settle-output.ts'

/** Joins the log of outputs to the declarations that carry them, and finds what of them turned out to be right: for many at once. */

/** A constant number of statements, whatever is looked at. @returns how many outputs changed. */
export async function joinItems (deps: JoinDeps, tx: OperatorTx, focus: Focus): Promise<number> {
  const declared = await deps.proposedDeclarations(tx, { changed: focus.changed, ids: focus.declarations })
  const candidates = await candidatesFor(tx, declared)
  const systems = await loggedSystems(tx, declared.flatMap(({ items }) => items.flatMap(({ proposed }) => proposed.map(({ system }) => system))))
  const before = await itemsOfDeclarations(tx, [...new Set([...focus.changed, ...declared.map(({ declarationId }) => declarationId)])])
  const outputsAt = placesOf(candidates)
  const { after, planted } = matchedItems(declared, outputsAt, systems)
  const naming = declared.flatMap((one) => one.items.flatMap(({ itemNumber }) => outputsAt.naming({ ...one, itemNumber })))
  const states = await lockStates(tx, [...new Set([...focus.outputs, ...naming.map(({ id }) => id), ...[...before, ...after].flatMap(({ outputId }) => outputId ?? [])])])
  const changes = await settleAll(deps, tx, states, declared, after)
  const moved = await replaceItems(tx, before, after)
  await raisePlanted(tx, planted)
  logJoined(tx, changes, moved.length > 0 ? after : [])
  const count = await saveStates(tx, await actorOf(tx), changes)
  await moveTotals(tx, moved)
  return count
}

type Named = Pick<CarriedProposal, 'mrn' | 'lrn' | 'declarant' | 'itemNumber'>
type Placed = Pick<Candidate, 'mrn' | 'lrn' | 'declarant' | 'itemNumber' | 'goodsRef'>

/** Outputs by what they name, so that each item meets its own and not all of them. */
function placesOf<Output extends Placed> (outputs: readonly Output[]): { readonly naming: (item: Named) => Output[], readonly on: (goodsRef: string) => Output[] } {
  const byMrn = Map.groupBy(outputs.filter(({ mrn }) => mrn !== null), ({ mrn, itemNumber }) => `${mrn} ${itemNumber}`)
  const byLrn = Map.groupBy(outputs.filter(({ lrn }) => lrn !== null), ({ lrn, declarant, itemNumber }) => `${declarant} ${itemNumber} ${lrn}`)
  const byGoods = Map.groupBy(outputs.filter(({ goodsRef }) => goodsRef !== null), ({ goodsRef }) => goodsRef)
  return {
    naming: ({ mrn, lrn, declarant, itemNumber }) => [...mrn === null ? [] : byMrn.get(`${mrn} ${itemNumber}`) ?? [], ...lrn === null ? [] : byLrn.get(`${declarant} ${itemNumber} ${lrn}`) ?? []],
    on: (goodsRef) => byGoods.get(goodsRef) ?? []
  }
}

interface DeclaredPlanted { readonly outputId: string, readonly declarationId: string, readonly itemNumber: number }

function matchedItems (declared: readonly ProposedDeclaration[], outputsAt: ReturnType<typeof placesOf<Candidate>>, systems: ReadonlyMap<string, LoggedSystem>): { readonly after: DeclaredItem[], readonly planted: DeclaredPlanted[] } {
  const planted: DeclaredPlanted[] = []
  const after = declared.flatMap((declaration) => declaration.items.flatMap((item) => item.proposed.map((proposal): DeclaredItem => {
    const { declarationId, unit, countedOn } = declaration
    const { itemNumber, goodsRef } = item
    const { pillar, system, version } = proposal
    const carried: CarriedProposal = { ...declaration, ...proposal, itemNumber, goodsRef }
    const candidates = [...outputsAt.naming(carried), ...goodsRef === null ? [] : outputsAt.on(goodsRef)]
    const values = Object.values(item.versions.at(-1)?.elements[pillar] ?? {})
    planted.push(...plantedIn(carried, values, candidates, (one, other) => sameValue(pillar, one, other)).map(({ id }) => ({ outputId: id, declarationId, itemNumber })))
    return { declarationId, itemNumber, pillar, system: systems.get(system)?.code ?? system, version, unit, countedOn, goodsRef, outputId: matchOf(carried, candidates)?.id ?? null }
  })))
  return { after, planted }
}

async function settleAll (deps: JoinDeps, tx: OperatorTx, states: ReadonlyMap<string, OutputState>, declared: readonly ProposedDeclaration[], items: readonly DeclaredItem[]): Promise<StateChange[]> {
  if (states.size === 0) return []
  const places = declaredPlaces(states, declared, items)
  const findings = await deps.findingsOnItems(tx, declared.map(({ declarationId }) => declarationId))
  const rulings = await deps.rulingsOnGoods(tx, [...new Set([...states.values()].flatMap(({ output }) => [...output.goodsRef === null ? [] : [output.goodsRef], ...(places.get(output.id) ?? []).flatMap(({ item }) => item.goodsRef ?? [])]))])
  const judges = await judgesOf(deps, tx, states, places)
  const findingsAt = Map.groupBy(findings, ({ declarationId, itemNumber, pillar }) => `${declarationId} ${itemNumber} ${pillar}`)
  const rulingsOn = Map.groupBy(rulings, ({ goodsRef }) => goodsRef)
  const seen = new Set([...declared.map(({ declarationId }) => declarationId), ...findings.map(({ id }) => id)])
  return [...states.values()].map((before) => {
    const { output } = before
    const declaredAs = places.get(output.id) ?? []
    const goods = new Set([...output.goodsRef === null ? [] : [output.goodsRef], ...declaredAs.flatMap(({ item }) => item.goodsRef ?? [])])
    const ofItems = declaredAs.flatMap(({ declaration, item }) => findingsAt.get(`${declaration.declarationId} ${item.itemNumber} ${output.pillar}`) ?? [])
    const onGoods = [...goods].flatMap((goodsRef) => rulingsOn.get(goodsRef) ?? [])
    // Which rulings there were before is not kept: where the goods are known, what followed from any is found anew.
    const rulingsSeen = goods.size === 0 ? [] : before.outcomes.flatMap(({ source, reference }) => source === 'binding_ruling' && reference !== null ? [reference] : [])
    return { before, after: settleOutput(before, declaredAs, { findings: ofItems, rulings: onGoods }, judges, { has: (reference) => seen.has(reference) || rulingsSeen.includes(reference) }) }
  })
}

/** By output: the items that carry it, and those that it names. */
function declaredPlaces (states: ReadonlyMap<string, OutputState>, declared: readonly ProposedDeclaration[], items: readonly DeclaredItem[]): Map<string, DeclaredAs[]> {
  const outputOf = new Map(items.flatMap(({ declarationId, itemNumber, pillar, outputId }) => outputId === null ? [] : [[`${declarationId} ${itemNumber} ${pillar}`, outputId] as const]))
  const outputsAt = placesOf([...states.values()].map(({ output }) => output))
  const places = new Map<string, DeclaredAs[]>()
  const add = (id: string, place: DeclaredAs): void => {
    const known = places.get(id)
    if (known === undefined) places.set(id, [place])
    else known.push(place)
  }
  for (const declaration of declared) {
    for (const item of declaration.items) {
      const carried = new Set(item.proposed.flatMap(({ pillar }) => outputOf.get(`${declaration.declarationId} ${item.itemNumber} ${pillar}`) ?? []))
      for (const id of carried) add(id, { declaration, item, carries: true })
      for (const output of outputsAt.naming({ ...declaration, itemNumber: item.itemNumber })) if (!carried.has(output.id)) add(output.id, { declaration, item, carries: false })
    }
  }
  return places
}

async function judgesOf (deps: JoinDeps, tx: OperatorTx, states: ReadonlyMap<string, OutputState>, places: ReadonlyMap<string, readonly DeclaredAs[]>): Promise<Judges> {
  const asked = [...states.values()].flatMap((state) => {
    const stated = statedDecision(state, (places.get(state.output.id) ?? []).filter(({ carries }) => carries))
    return stated === undefined ? [] : [{ person: stated.reviewer, pillar: state.output.pillar, day: utcDay(stated.decidedAt) }]
  })
  const found = asked.length === 0 ? [] : await deps.competenceOfPeople(tx, asked)
  const competences = new Map<string, Competence>(asked.map(({ person, pillar, day }, index) => [`${day} ${pillar} ${person}`, found[index] ?? 'unknown']))
  const systems = await loggedSystems(tx, [...states.values()].map(({ output }) => output.systemId))
  return {
    competenceOf: (person, pillar, day) => competences.get(`${day} ${pillar} ${person}`) ?? 'unknown', skipsReviewOn: (systemId, day) => systems.get(systemId)?.skipsReviewOn(day) ?? false
  }
}

/** Once each: what was planted reached a declaration. */
async function raisePlanted (tx: OperatorTx, planted: readonly DeclaredPlanted[]): Promise<void> {
  if (planted.length === 0) return
  const rows = await tx.query<{ checkId: string, outputId: string, declarationId: string, itemNumber: number }>(`update aeo.ai_planted_proposals p set declared_in = n.declaration, declared_item = n.item
    from unnest($2::uuid[], $3::uuid[], $4::integer[]) as n (output, declaration, item) where p.operator_id = $1 and p.output_id = n.output and p.declared_in is null
    returning p.check_id as "checkId", p.output_id as "outputId", p.declared_in as "declarationId", p.declared_item as "itemNumber"`,
  [tx.operatorId, planted.map(({ outputId }) => outputId), planted.map(({ declarationId }) => declarationId), planted.map(({ itemNumber }) => itemNumber)])
  for (const { checkId, outputId, declarationId, itemNumber } of rows) tx.log('ai_planted_check.declared', `ai_planted_check:${checkId}`, { output: outputId, declaration: declarationId, itemNumber })
}

/** An event for each output of which another outcome holds, as they are rare; one for all decisions and uses, with the hash over them in order. */
function logJoined (tx: OperatorTx, all: readonly StateChange[], items: readonly DeclaredItem[]): void {
  const changes = all.filter(isChanged)
  for (const change of changes) {
    const { put, gone } = changedOutcomes(change)
    if (put.length + gone.length === 0) continue
    tx.log('ai_output.outcome', `ai_output:${change.after.output.id}`, { origin: 'derived', outcomes: put.map(({ source, knownOn, proposalRight, finalRight }) => ({ source, knownOn, proposalRight, finalRight })), gone })
  }
  const decided = changes.filter(({ before, after }) => before.output.decision !== after.output.decision)
  const used = changes.filter(({ before, after }) => before.output.usedAt !== after.output.usedAt)
  const [first] = items
  if (decided.length + used.length === 0 && first === undefined) return
  const hash = createHash('sha256')
  for (const { after: { output } } of changes) hash.update(`${output.id} ${output.decision?.decision ?? ''} ${output.decision?.decidedAt.toISOString() ?? ''} ${output.usedAt?.toISOString() ?? ''} ${output.use}\n`)
  tx.log('ai_output.joined', `ai_output:${changes[0]?.after.output.id ?? 'none'}`, {
    decided: decided.length, used: used.length, items: items.length, notLogged: items.filter(({ outputId }) => outputId === null).length, sha256: hash.digest('hex')
  })
}

