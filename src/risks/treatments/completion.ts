import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { createControl, linkControl } from '../controls/control-operations.ts'
import { lockControl } from '../controls/control-store.ts'
import type { RiskDeps } from '../deps.ts'
import { invalid, refuseFaults } from '../stated-names.ts'
import type { Became, KeptTreatment } from './treatment.ts'
import type { Completion } from './treatment-schemas.ts'

/** What a finished treatment goes on as: a control that is linked, a training or a procedure that stands. */

const WAYS = ['control', 'newControl', 'training', 'procedure'] as const
const SINCE = { detail: 'is no control that is in force', hint: 'Give the code of one under /v1/controls that is not retired, or state a newControl' }

/** In the caller's transaction. @throws invalid-request; risk-control-exists. */
export async function becomes (tx: OperatorTx, deps: RiskDeps, { effects }: KeptTreatment, on: string, { control, newControl, training, procedure }: Omit<Completion, 'on'>): Promise<{ became: Became, controlId: string | null }> {
  const stated = WAYS.filter((way) => ({ control, newControl, training, procedure })[way] !== undefined)
  if (stated.length !== 1) throw invalid([{ pointer: '', detail: stated.length === 0 ? 'does not say what the treatment has become' : `names ${stated.join(' and ')}`, hint: 'State exactly one of control, newControl, training, procedure' }])
  const risks = effects.map(({ risk }) => risk)
  if (control !== undefined) return await asControl(tx, control, risks)
  if (newControl !== undefined) {
    const created = await createControl(tx, deps, { ...newControl, risks: newControl.risks ?? risks, inForceFrom: newControl.inForceFrom ?? on }, '/newControl')
    return { became: { kind: 'control', control: created.code }, controlId: created.id }
  }
  if (procedure !== undefined) return { became: { kind: 'procedure', reference: procedure.reference, sha256: procedure.sha256 ?? null }, controlId: null }
  return { became: await asTraining(tx, deps, training ?? {}), controlId: null }
}

async function asControl (tx: OperatorTx, code: string, risks: readonly string[]): Promise<{ became: Became, controlId: string }> {
  const control = await lockControl(tx, code)
  if (control === undefined || control.state === 'retired') throw invalid([{ pointer: '/control', ...SINCE }])
  await linkControl(tx, control, risks)
  return { became: { kind: 'control', control: control.code }, controlId: control.id }
}

async function asTraining (tx: OperatorTx, { knownCourses, knownTrainingNeeds }: RiskDeps, { need = null, course = null }: { readonly need?: string | null, readonly course?: string | null }): Promise<Became> {
  refuseFaults([
    ...need === null || (await knownTrainingNeeds(tx, [need])).has(need) ? [] : [{ pointer: '/training/need', detail: 'is no training need of yours', hint: 'Give the id of one under /v1/training/needs' }],
    ...course === null || (await knownCourses(tx, [course])).has(course) ? [] : [{ pointer: '/training/course', detail: 'is no course of yours', hint: 'Give the code of one under /v1/training/courses' }]
  ])
  return { kind: 'training', need, course }
}
