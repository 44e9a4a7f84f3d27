import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
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
import type { KeptInput } from './risk.ts'
import { answerOf, heldRisk, NO_RISK, READ, WRITE } from './risk-operations.ts'
import * as store from './risk-store.ts'
import type { NewInput } from './schemas.ts'

/** Stating what the figures of a risk rest on, and reading what was stated. */

/** @throws risk-not-found, risk-retired; invalid-request; whatever `demand` throws for another revision. */
export function stateInput (deps: RiskDeps, principal: Principal, ref: string, input: NewInput, idempotencyKey: string | string[] | undefined, demand: (revision: number) => void): Promise<StoredAnswer> {
  return decideOnce({ db: deps.db, principal, scope: WRITE, route: 'POST /v1/risks/{ref}/inputs', idempotencyKey, input: { ref, ...input }, clock: deps.clock }, async (tx) => {
    const risk = await heldRisk(tx, ref, demand)
    const { reason, statedOn = utcDay(tx.at), ...stated } = input
    refuseFaults([...pastDayFaults('/statedOn', statedOn, utcDay(tx.at), risk.input?.statedOn), ...mappingFaults(deps, stated.evidence)])
    const statement = completeStatement(statedOf(stated), risk)
    if ('missing' in statement) throw invalid(statement.missing.map((name) => ({ pointer: `/${name}`, detail: 'is missing: nobody has stated it, and nothing is proposed', hint: 'State it' })))
    if (statement.lossHigh < statement.lossLow) throw invalid([{ pointer: stated.lossHigh === undefined ? '/lossLow' : '/lossHigh', detail: 'leaves lossHigh below lossLow', hint: 'State both ends of the range' }])
    const kept: Omit<KeptInput, 'recordedAt'> = {
      ...statement, number: (risk.input?.number ?? 0) + 1, confirmsVersion: confirmedVersion(statement, risk), reason, statedOn, statedBy: await resolveActor(tx.query, tx.operatorId, principal.subject)
    }
    await store.addInput(tx, risk.id, kept)
    const { likelihood, lossLow, lossHigh, consequence, exposureBasis } = statement
    tx.log('risk.stated', `risk:${risk.id}`, { risk: risk.code, input: kept.number, on: statedOn, confirmsVersion: kept.confirmsVersion, likelihood, lossLow, lossHigh, consequence, exposureBasis })
    return await answerOf(tx, risk.id)
  })
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
    const rows = await store.listInputs(tx, risk.id, limit + 1, before === undefined ? undefined : Number(before))
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('risk inputs', [String(last.number)]) : null }
  })
}
