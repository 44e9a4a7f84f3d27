import type { AssessedStageInputs, Snapshot, StageContents } from '../audits/snapshot.ts'
import type { ClosedStage } from '../audits/stages.ts'

/** Where in a text that is kept for good words of people stand, and whose they are. Pure. */

/** @returns what stands in the place of the words. */
export type Put = (subject: string, member: string, words: string) => string

type Inputs<Stage extends ClosedStage> = StageContents[Stage]['inputs']
type Seal<Stage extends ClosedStage> = (inputs: Inputs<Stage>, audit: string, put: Put) => Inputs<Stage>

/** The snapshot with all words put away. What came of it says nothing in words. */
export function sealedSnapshot <Stage extends ClosedStage> (snapshot: Snapshot<Stage>, put: Put): Snapshot<Stage> {
  const { audit, stage, inputs } = snapshot
  const subject = `audit:${audit.id}`
  return {
    ...snapshot, audit: { ...audit, title: put(subject, 'title', audit.title), reopenedBecause: audit.reopenedBecause === null ? null : put(subject, 'reopenedBecause', audit.reopenedBecause) },
    inputs: SEALS[stage](inputs, subject, put)
  }
}

interface Facts {
  readonly risks: readonly { readonly code: string, readonly title: string, readonly statement: { readonly reason: string } }[]
  readonly unscored: readonly { readonly code: string, readonly title: string }[]
}

/** Of the facts of an assessment: what risks are called, and why they are stated so. */
export const sealedFacts = <F extends Facts>(facts: F, put: Put): F => ({
  ...facts,
  risks: facts.risks.map((risk) => ({ ...risk, title: put(`risk:${risk.code}`, 'title', risk.title), statement: { ...risk.statement, reason: put(`risk:${risk.code}`, 'reason', risk.statement.reason) } })),
  unscored: facts.unscored.map((risk) => ({ ...risk, title: put(`risk:${risk.code}`, 'title', risk.title) }))
}) as F

const assessed = (inputs: AssessedStageInputs, audit: string, put: Put): AssessedStageInputs => ({
  ...inputs, assessment: sealedFacts(inputs.assessment, put),
  ...inputs.leftOut === undefined ? {} : { leftOut: inputs.leftOut.map((risk) => ({ ...risk, title: put(`risk:${risk.code}`, 'title', risk.title) })) },
  considered: inputs.considered.map((one) => ({ ...one, title: said(put, audit, 'document', one.title), reference: said(put, audit, 'place', one.reference), absentBecause: said(put, audit, 'absentBecause', one.absentBecause) })),
  exceptions: inputs.exceptions.map((one) => ({ ...one, reason: put(audit, 'exception', one.reason) }))
})

const said = (put: Put, subject: string, member: string, words: string | null): string | null => words === null ? null : put(subject, member, words)

/** Figures and titles of stage 2 stand as that has them; what other parts of the system call their own is theirs. */
const treated: Seal<'treated'> = (inputs, _audit, put) => ({
  ...inputs,
  treatments: inputs.treatments.map((one) => {
    const subject = `treatment:${one.code}`
    return {
      ...one, title: put(subject, 'title', one.title), action: put(subject, 'action', one.action), droppedBecause: said(put, subject, 'droppedBecause', one.droppedBecause),
      became: one.became?.kind === 'procedure' ? { ...one.became, reference: put(subject, 'place', one.became.reference) } : one.became
    }
  }),
  acceptances: inputs.acceptances.map((one) => {
    const subject = `acceptance:${one.id}`
    return {
      ...one, reason: put(subject, 'reason', one.reason), signature: one.signature === null ? null : { ...one.signature, rank: put(subject, 'rank', one.signature.rank) },
      ended: one.ended === null ? null : { ...one.ended, because: put(subject, 'because', one.ended.because) }
    }
  }),
  context: sealedContext(inputs.context, put)
})

function sealedContext (context: object, put: Put): object {
  const { controls } = context as { readonly controls?: Readonly<Record<string, string>> }
  if (controls === undefined) return context
  return { ...context, controls: Object.fromEntries(Object.entries(controls).map(([code, title]) => [code, put(`control:${code}`, 'title', title)])) }
}

interface Told { readonly evidence?: { readonly reference: string } | null }

const communicated: Seal<'communicated'> = (inputs, audit, put) => ({
  recipients: inputs.recipients.map((one) => {
    const { evidence } = one as Told
    return evidence === undefined || evidence === null ? one : { ...one, evidence: { ...evidence, reference: put(audit, 'place', evidence.reference) } }
  })
})

interface Followed { readonly kind: string, readonly title?: string, readonly reference?: string, readonly doneReference?: string | null }

/** Ids and codes say nothing in words; where a document is may. */
const closed: Seal<'closed'> = (inputs, audit, put) => ({
  ...inputs, followUps: inputs.followUps.map((one) => {
    const { kind, title, reference, doneReference } = one as Followed
    return {
      ...one, ...title === undefined ? {} : { title: put(audit, 'followUp', title) }, ...kind === 'procedure_change' && reference !== undefined ? { reference: put(audit, 'place', reference) } : {},
      ...doneReference === undefined || doneReference === null ? {} : { doneReference: put(audit, 'place', doneReference) }
    }
  })
})

const SEALS: { readonly [Stage in ClosedStage]: Seal<Stage> } = { identified: assessed, residual_determined: assessed, treated, communicated, closed }
