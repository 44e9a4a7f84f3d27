import { hash } from 'node:crypto'
import { rationaleBucket } from '../../../ai-oversight/rationale.ts'
import type { Decision } from '../../../ai-oversight/record.ts'
import { OVERSIGHT_RULES, readingSeconds } from '../../../ai-oversight/rules.ts'
import { readInstant } from '../../../platform/calendar.ts'
import type { Fault } from '../../../platform/problem.ts'
import { decisionFaults, valueInUse } from '../decisions/decision.ts'
import { versionOf } from './kept-output.ts'
import type { Alternative, KeptDecision, OutputContent } from './kept-output.ts'

/** An output as it was sent, read and judged as far as that takes nothing but itself. Pure. */

/** As it crosses the wire, its shape checked. */
export interface SentOutput {
  readonly system: string
  readonly reference: string
  readonly modelVersion: string
  readonly promptVersion?: string
  readonly nomenclatureVersion?: string
  readonly dataVersion?: string
  readonly pillar: string
  readonly processStep?: string
  readonly unit?: string
  readonly madeAt: string
  readonly inputReference: string
  readonly declaration?: { readonly mrn?: string, readonly lrn?: string, readonly declarant?: string }
  readonly itemNumber?: number
  readonly goodsRef?: string
  readonly proposal: string
  readonly alternatives?: readonly Alternative[]
  readonly confidence?: number
  readonly explanation?: string
  readonly evidenceRefs?: readonly string[]
  readonly shownWords?: number
  readonly decision?: SentDecision
  readonly usedAt?: string
}

export interface SentDecision {
  readonly decision: Decision
  readonly finalValue?: string
  readonly rationaleCode?: string
  readonly rationale?: string
  readonly reviewer: string
  readonly shownAt: string
  readonly explanationOpenedAt?: string
  readonly decidedAt: string
  readonly activeSeconds?: number
  readonly blindValue?: string
}

/** What of a decision takes nothing but what was sent; how competent the reviewer was, and what a reference review takes, is asked elsewhere. */
export type ReadDecision = Omit<KeptDecision, 'competence' | 'referenceSeconds'>

export interface StatedOutput extends OutputContent {
  /** Code or id. */
  readonly system: string
  readonly version: string
  readonly explained: boolean
  /** Of what was sent, in one form: the same again is a replay. */
  readonly contentSha256: Buffer
  readonly decision: ReadDecision | null
  readonly usedAt: Date | null
}

/** Clocks of two machines differ: an instant so much ahead of ours is not to come. */
const CLOCKS_DIFFER_MS = 60_000

/** @returns what is wrong with it, where it cannot be. */
export function readOutput (sent: SentOutput, now: Date): StatedOutput | Fault[] {
  const madeAt = readInstant(sent.madeAt)
  const usedAt = sent.usedAt === undefined ? null : readInstant(sent.usedAt)
  if (madeAt === undefined || usedAt === undefined) return [...impossible('/madeAt', madeAt), ...impossible('/usedAt', usedAt)]
  const faults = [...timeFaults(madeAt, usedAt, now), ...declarationFaults(sent)]
  const decision = sent.decision === undefined ? null : readDecision(sent, sent.decision, madeAt, now)
  if (Array.isArray(decision)) return [...faults, ...decision]
  if (decision !== null && usedAt !== null && decision.decision === 'rejected' && decision.decidedAt <= usedAt) faults.push({ pointer: '/usedAt', detail: 'stands for a proposal that was rejected before', hint: 'Leave it out: a rejected proposal is not used' })
  return faults.length > 0 ? faults : stated(sent, madeAt, usedAt, decision)
}

function stated (sent: SentOutput, madeAt: Date, usedAt: Date | null, decision: ReadDecision | null): StatedOutput {
  const { system, reference, modelVersion, promptVersion = null, nomenclatureVersion = null, dataVersion = null, pillar, processStep = null, unit = '', inputReference, declaration, itemNumber = null } = sent
  const { goodsRef = null, proposal, alternatives = null, confidence = null, explanation = null, evidenceRefs = null, shownWords = null } = sent
  const { mrn = null, lrn = null, declarant = null } = declaration ?? {}
  return {
    system, reference, modelVersion, promptVersion, nomenclatureVersion, dataVersion, version: versionOf({ modelVersion, promptVersion, nomenclatureVersion, dataVersion }), pillar, processStep, unit, madeAt,
    inputReference, mrn, lrn, declarant, itemNumber, goodsRef, proposal, alternatives, confidence, explanation, explained: explanation !== null, evidenceRefs, shownWords, decision, usedAt,
    contentSha256: contentHash(sent, madeAt, usedAt, decision)
  }
}

/** Fields in one order, instants in one form, and none for what is absent; a field that comes later goes to the end, where it is present. */
function contentHash (sent: SentOutput, madeAt: Date, usedAt: Date | null, decision: ReadDecision | null): Buffer {
  const { declaration, decision: said } = sent
  return hash('sha256', JSON.stringify([
    'ai-output 1', sent.modelVersion, sent.promptVersion, sent.nomenclatureVersion, sent.dataVersion, sent.pillar, sent.processStep, sent.unit, madeAt.getTime(), sent.inputReference,
    declaration?.mrn, declaration?.lrn, declaration?.declarant, sent.itemNumber, sent.goodsRef, sent.proposal, sent.alternatives?.map(({ value, score }) => [value, score]), sent.confidence, sent.explanation,
    sent.evidenceRefs, sent.shownWords, usedAt?.getTime(),
    said === undefined || decision === null ? null : [
      said.decision, said.finalValue, said.rationaleCode, said.rationale, said.reviewer, decision.shownAt?.getTime(), decision.explanationOpenedAt?.getTime(), decision.decidedAt.getTime(), said.activeSeconds, said.blindValue
    ]
  ]), 'buffer')
}

function readDecision ({ pillar, proposal, confidence, explanation, shownWords }: SentOutput, sent: SentDecision, madeAt: Date, now: Date): ReadDecision | Fault[] {
  const { decision, finalValue, rationaleCode = null, rationale = null, reviewer, activeSeconds = null, blindValue = null } = sent
  const shownAt = readInstant(sent.shownAt)
  const decidedAt = readInstant(sent.decidedAt)
  const opened = sent.explanationOpenedAt === undefined ? null : readInstant(sent.explanationOpenedAt)
  if (shownAt === undefined || decidedAt === undefined || opened === undefined) {
    return [...impossible('/decision/shownAt', shownAt), ...impossible('/decision/decidedAt', decidedAt), ...impossible('/decision/explanationOpenedAt', opened)]
  }
  const faults = decisionFaults({ pillar, proposal, confidence: confidence ?? null, explanation: explanation !== undefined, madeAt }, {
    decision, finalValue, rationaleCode: rationaleCode ?? undefined, rationale: rationale ?? undefined, shownAt, decidedAt, explanationOpenedAt: opened ?? undefined, blindValue: blindValue ?? undefined
  }, now)
  if (faults.length > 0) return faults.map((fault) => ({ ...fault, pointer: `/decision${fault.pointer}` }))
  return {
    decision, finalValue: valueInUse({ decision, finalValue }, proposal), blindValue, rationaleCode, rationale, rationaleBucket: rationale === null ? null : rationaleBucket(rationale), reviewer, shownAt,
    explanationOpenedAt: opened, decidedAt, activeSeconds, readingSeconds: shownWords === undefined ? null : readingSeconds(shownWords, OVERSIGHT_RULES), source: 'log'
  }
}

function timeFaults (madeAt: Date, usedAt: Date | null, now: Date): Fault[] {
  const latest = now.getTime() + CLOCKS_DIFFER_MS
  const faults: Fault[] = []
  if (madeAt.getTime() > latest) faults.push({ pointer: '/madeAt', detail: 'is still to come', hint: 'Give the instant at which it was made' })
  if (usedAt === null) return faults
  if (usedAt < madeAt) faults.push({ pointer: '/usedAt', detail: 'is before it was made', hint: 'Give the instant at which it left for customs, or went into another use' })
  if (usedAt.getTime() > latest) faults.push({ pointer: '/usedAt', detail: 'is still to come', hint: 'Leave it out until it is used' })
  return faults
}

/** By the MRN, or by the LRN and whose it is: an LRN alone is unique to nobody. */
function declarationFaults ({ declaration }: SentOutput): Fault[] {
  if (declaration === undefined) return []
  const { mrn, lrn, declarant } = declaration
  if (mrn !== undefined ? lrn === undefined && declarant === undefined : lrn !== undefined && declarant !== undefined) return []
  return [{ pointer: '/declaration', detail: 'names no declaration, or names it twice', hint: 'Give the mrn alone, or lrn and declarant' }]
}

const impossible = (pointer: string, instant: Date | null | undefined): Fault[] => instant === undefined ? [{ pointer, detail: 'is an instant that does not exist', hint: 'Give an instant as RFC 3339 has it' }] : []
