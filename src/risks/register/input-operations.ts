import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import type { Rating } from '../../risk/method.ts'
import { mappingOf } from '../catalogue/evidence-mapping.ts'
import type { StatedMapping } from '../catalogue/evidence-mapping.ts'
import type { Statement } from '../catalogue/statement.ts'
import type { RiskDeps } from '../deps.ts'
import { riskNotFound } from '../problems.ts'
import { checkFaults, invalid, pastDayFaults, refuseFaults } from '../stated-names.ts'
import { completeStatement, confirmedVersion } from './risk.ts'
import type { KeptInput, KeptRisk, State } from './risk.ts'
import { answerOf, heldRisk, NO_RISK, READ, WRITE } from './risk-operations.ts'
import * as store from './risk-store.ts'
import type { ConfirmRisks, NewInput } from './schemas.ts'

/** Stating what the figures of a risk rest on, and reading what was stated. */

/** @throws risk-not-found, risk-retired; invalid-request; whatever `demand` throws for another revision. */
export function stateInput (deps: RiskDeps, principal: Principal, ref: string, input: NewInput, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: 'POST /v1/risks/{ref}/inputs', idempotencyKey, input: { ref, ...input }, clock: deps.clock }, async (tx) => {
    const risk = await heldRisk(tx, ref, demand)
    const read = readStatement(deps, risk, input, utcDay(tx.at))
    if ('faults' in read) throw invalid([...read.faults])
    await keepStatements(tx, [{ risk, ...read }])
    return await answerOf(tx, risk.id)
  })
}

/**
 * Confirms or changes what the catalogue proposes of many risks at once: of all of them or of none. What a person has stated already is
 * stated anew one by one, by whoever saw it. A constant number of statements.
 *
 * @throws invalid-request with a pointer to each risk that cannot be confirmed so, and why.
 */
export function confirmRisks (deps: RiskDeps, principal: Principal, input: ConfirmRisks, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: 'POST /v1/risks/confirm', idempotencyKey, input, clock: deps.clock }, async (tx) => {
    const locked = await store.lockRisks(tx, input.confirm.map(({ risk }) => risk))
    const found = confirmed(deps, locked, input, utcDay(tx.at))
    refuseFaults(found.flatMap((each) => 'faults' in each ? [...each.faults] : []))
    const statements = found.flatMap((each) => 'faults' in each ? [] : [each])
    await keepStatements(tx, statements)
    return { status: 200, headers: {}, body: JSON.stringify({ confirmed: statements.map(({ risk }) => risk.code).toSorted() }) }
  })
}

type Refused = { readonly faults: readonly Fault[] }
interface Stated { readonly statement: Statement, readonly reason: string, readonly statedOn: string }

function confirmed (deps: RiskDeps, risks: readonly KeptRisk[], { confirm, reason, statedOn }: ConfirmRisks, today: string): (Refused | Stated & { readonly risk: KeptRisk })[] {
  const [named, seen] = [new Map(risks.flatMap((risk) => [[risk.code, risk], [risk.id, risk]] as const)), new Set<KeptRisk>()]
  return confirm.map(({ risk: ref, input = {} }, index) => {
    const risk = named.get(ref)
    const at = `/confirm/${index}`
    const refusal = risk === undefined ? UNKNOWN : seen.has(risk) ? TWICE : REFUSALS[risk.state]
    if (risk === undefined || refusal !== null) return { faults: [{ pointer: `${at}/risk`, ...refusal ?? UNKNOWN }] }
    seen.add(risk)
    const read = readStatement(deps, risk, { ...input, reason: input.reason ?? reason, statedOn: input.statedOn ?? statedOn ?? today }, today)
    if (!('faults' in read)) return { risk, ...read }
    return { faults: read.faults.map((fault) => ({ ...fault, pointer: fault.pointer === '/statedOn' && input.statedOn === undefined ? fault.pointer : `${at}/input${fault.pointer}` })) }
  })
}

const UNKNOWN = { detail: 'is no risk of yours', hint: 'Give the id or code of a risk of the register, as under /v1/risks' }
const TWICE = { detail: 'is named twice', hint: 'Name each risk once' }
const REFUSALS: Readonly<Record<State, { readonly detail: string, readonly hint: string } | null>> = {
  proposed: null, stated: { detail: 'is stated already', hint: 'State it anew under /v1/risks/{ref}/inputs, with the ETag of what you saw' }, retired: { detail: 'is retired', hint: 'Reinstate it first, with the reason why it is one of yours after all' }
}

/** What is stated, complete with what holds or is proposed; or all that stands against it, with pointers into the input. */
function readStatement (deps: RiskDeps, risk: KeptRisk, { reason, statedOn, ...stated }: NewInput, today: string): Refused | Stated {
  const day = statedOn ?? today
  const faults = [...pastDayFaults('/statedOn', day, today, risk.input?.statedOn), ...mappingFaults(deps, stated.evidence)]
  if (faults.length > 0) return { faults }
  const statement = completeStatement(statedOf(stated), risk)
  if ('missing' in statement) return { faults: statement.missing.map((name) => ({ pointer: `/${name}`, detail: 'is missing: nobody has stated it, and nothing is proposed', hint: 'State it' })) }
  if (statement.lossHigh < statement.lossLow) return { faults: [{ pointer: stated.lossHigh === undefined ? '/lossLow' : '/lossHigh', detail: 'leaves lossHigh below lossLow', hint: 'State both ends of the range' }] }
  return { statement, reason, statedOn: day }
}

/** Of risks that are locked, one of each, with an event each. */
async function keepStatements (tx: OperatorTx, stated: readonly (Stated & { readonly risk: KeptRisk })[]): Promise<void> {
  const statedBy = await resolveActor(tx.query, tx.operatorId, tx.principal.subject)
  const kept = stated.map(({ risk, statement, reason, statedOn }) => ({ risk: risk.id, ...statement, number: (risk.input?.number ?? 0) + 1, confirmsVersion: confirmedVersion(statement, risk), reason, statedOn, statedBy }))
  await store.addInputs(tx, kept)
  for (const [index, { risk, statement, statedOn }] of stated.entries()) {
    const { likelihood, lossLow, lossHigh, consequence, exposureBasis } = statement
    tx.log('risk.stated', `risk:${risk.id}`, { risk: risk.code, input: kept[index]?.number, on: statedOn, confirmsVersion: kept[index]?.confirmsVersion, likelihood, lossLow, lossHigh, consequence, exposureBasis })
  }
}

/** The schema lets nothing but bands through. */
function statedOf ({ likelihood, consequence, evidence, ...rest }: Omit<NewInput, 'reason' | 'statedOn'>): Partial<Statement> {
  return {
    ...rest, ...likelihood === undefined ? {} : { likelihood: likelihood as Rating }, ...consequence === undefined ? {} : { consequence: consequence as Rating },
    ...evidence === undefined ? {} : { evidence: mappingOf(evidence as StatedMapping) }
  }
}

function mappingFaults (deps: RiskDeps, evidence: NewInput['evidence']): Fault[] {
  const named = ((evidence as StatedMapping | undefined)?.findings ?? []).flatMap(({ checks = [] }, entry) => checks.map((code, index) => ({ pointer: `/evidence/findings/${entry}/checks/${index}`, code })))
  return checkFaults(deps, named)
}

const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** Last first. @throws risk-not-found. */
export function listInputs ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, ref: string, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptInput[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('risk inputs', cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const risk = await store.findRisk(tx, ref)
    if (risk === undefined) throw riskNotFound(NO_RISK)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listInputs(tx, risk.id, most, before === undefined ? undefined : Number(before)))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk inputs', [String(last.number)]) : null }
  })
}
