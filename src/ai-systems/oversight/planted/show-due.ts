import { createHash } from 'node:crypto'
import { v7 as uuidV7 } from 'uuid'
import { utcDay } from '../../../platform/calendar.ts'
import { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { runOperatorTx } from '../../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../../platform/db/operator-tx.ts'
import { systemPrincipal } from '../../../platform/log/followed-logs.ts'
import { listOperators } from '../../../platform/operators.ts'
import type { AiSystemDeps } from '../../deps.ts'
import { insertOutputs, recordedReferences, writeStated } from '../outputs/insert-outputs.ts'
import type { NewOutputRow } from '../outputs/insert-outputs.ts'
import type { KeptOutput } from '../outputs/kept-output.ts'
import { loggedSystems } from '../outputs/known-systems.ts'
import { selectOutputs } from '../outputs/output-store.ts'
import * as store from './planted-store.ts'
import type { DueProposal } from './planted-store.ts'

/** Shows planted proposals when they are due: each becomes an output that looks like the others of its system. */

/** Shown in one transaction. */
const MOST = 500

/** For every operator; one that fails does not hold up the others. @returns how many were shown. @throws what failed, once all were tried. */
export async function showDuePlanted ({ db, clock }: Pick<AiSystemDeps, 'db' | 'clock'>): Promise<number> {
  let shown = 0
  const failures: unknown[] = []
  for (const { operatorId, eori } of await listOperators(db.operations)) {
    try {
      shown += await runOperatorTx(db.operations, systemPrincipal(operatorId, eori), showDue, clock)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new Error(`The planted proposals of ${failures.length} operators could not be shown`, { cause: failures[0] })
  return shown
}

/** Those that are due by now. A constant number of statements. The log names the plan and no output, and tells it to nobody who may not know of plans. */
export async function showDue (tx: OperatorTx): Promise<number> {
  const due = await store.lockDue(tx, MOST)
  if (due.length === 0) return 0
  const alike = await store.outputsAlike(tx, due)
  const models = new Map((await selectOutputs(tx, 'and o.id = any($2::uuid[])', [alike.flatMap((id) => id ?? [])])).map((output) => [output.id, output]))
  const systems = await loggedSystems(tx, due.map(({ systemId }) => systemId))
  const fields = new FieldWriter()
  const rows = due.flatMap((proposal, index) => {
    const model = models.get(alike[index] ?? '')
    return model === undefined ? [] : [{ proposal, row: rowOf(proposal, model, systems.get(proposal.systemId)?.inUseOn(utcDay(proposal.dueAt)) ?? false, fields), recordedBy: model.recordedBy }]
  })
  // Each as if whoever records the others had recorded it.
  for (const [recordedBy, of] of Map.groupBy(rows, (one) => one.recordedBy)) await insertOutputs(tx, { rows: of.map(({ row }) => row), count: of.length, bytes: fields.partBytes, statedOf: ({ stated }) => stated }, recordedBy)
  fields.release()
  const taken = new Map((await recordedReferences(tx, rows.map(({ row }) => row))).map(({ id, systemId, reference }) => [`${systemId} ${reference}`, id]))
  // A reference that another output has meanwhile is left for the planner to see: it is never shown.
  const shown = rows.filter(({ row }) => taken.get(`${row.systemId} ${row.reference}`) === row.id)
  await store.markShown(tx, shown.map(({ proposal: { checkId, number }, row }) => ({ checkId, number, outputId: row.id })))
  for (const [checkId, of] of Map.groupBy(shown, ({ proposal }) => proposal.checkId)) tx.log('ai_planted_check.shown', `ai_planted_check:${checkId}`, { count: of.length })
  return shown.length
}

function rowOf ({ checkId, dueAt, reference, proposal, content, pillar, unit, systemId }: DueProposal, model: KeptOutput, approved: boolean, fields: FieldWriter): NewOutputRow & { readonly stated: Buffer } {
  const { version, modelVersion, promptVersion, nomenclatureVersion, dataVersion, processStep } = model
  const { inputReference, goodsRef, confidence, alternatives = null, explanation, shownWords } = content
  writeStated(fields, {
    reference, version, modelVersion, promptVersion, nomenclatureVersion, dataVersion, pillar, processStep, unit: unit === '' ? model.unit : unit, madeAt: dueAt, inputReference,
    mrn: null, lrn: null, declarant: null, itemNumber: null, goodsRef, proposal, confidence, alternatives, explanation, explained: explanation !== null, evidenceRefs: null, shownWords,
    decision: null, usedAt: null, contentSha256: createHash('sha256').update(JSON.stringify(['planted', checkId, reference, proposal, content])).digest()
  })
  return { id: uuidV7(), systemId, reference, approved, planted: true, plantedCheckId: checkId, competence: null, referenceSeconds: null, use: 'not_used', underRule: null, stated: fields.take() }
}
