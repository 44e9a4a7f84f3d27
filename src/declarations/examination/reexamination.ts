import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { proposerOf } from '../ai-proposals.ts'
import type { KnownFacts } from '../checks/examine-content.ts'
import type { CustomsAnswer } from '../customs-message.ts'
import { REJECTED } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { refusalFindings } from './customs-refusal.ts'
import type { ExaminationFacts } from './examination-facts.ts'
import { ExaminationRecord } from './examination-record.ts'
import type { FindingPlace, Quality } from './examination-record.ts'
import { openedEvent, seenOf } from './examiner.ts'
import type { Examiner } from './examiner.ts'
import { findingChanges } from './finding-changes.ts'
import type { FindingChanges, KeptFinding } from './finding-changes.ts'
import { FindingUpdates } from './finding-updates.ts'
import { judgedAlike } from './kept-examinations.ts'
import type { KeptExaminations } from './kept-examinations.ts'
import { namedDeclarations } from './named-declarations.ts'
import { observationsOf, takenBack } from './observations.ts'
import type { GoodsObservation } from './observations.ts'
import { RELEASE } from './operator-context.ts'
import type { OperatorContext } from './operator-context.ts'
import type { AskingDeclaration } from './register-needs.ts'

/**
 * Examines declarations that are stored already, in the transaction that changed them or that looks at them again: after a new
 * version, an answer of customs, the passing of a deadline, or a change of what they are judged by.
 */

export interface ExaminationSubject {
  readonly place: FindingPlace
  readonly quality: Quality
  readonly content: DeclarationContent
  readonly known: KnownFacts & { readonly mrn: string | null }
  /** What it has added to the history of its goods before. */
  readonly observed: readonly GoodsObservation[]
  /** Stored declarations that were joined to this one now. */
  readonly absorbed: readonly string[]
  readonly answers: readonly { readonly messageId: string, readonly answer: CustomsAnswer }[]
  /** Whose act led to it, for the log. */
  readonly actorSubject: string
}

/** By what facts are found. */
export const namedBy = ({ content, known: { mrn, releasedOn }, place }: ExaminationSubject): AskingDeclaration => ({ content, mrn, lawDay: place.countedOn, releasedOn })

export interface ExaminedAgain { readonly opened: number, readonly cured: number }

/** @param kept what was there before anything of this transaction moved. */
export async function reexamine (examiner: Examiner, tx: OperatorTx, subjects: readonly ExaminationSubject[], kept: KeptExaminations): Promise<ExaminedAgain> {
  if (subjects.length === 0) return { opened: 0, cured: 0 }
  const context = await examiner.contextIn(tx)
  await relink(tx, subjects)
  const facts = await examiner.factsIn(tx, context, subjects.map(namedBy))
  const record = new ExaminationRecord(RELEASE, context.version, examiner.today())
  const updates = new FindingUpdates(record.findingTotals)
  const done = subjects.map((subject) => examineAgain(examiner, tx, subject, { context, facts, kept, record, updates }))
  const stale = subjects.flatMap(({ place, absorbed }) => [place.declarationId, ...absorbed])
  await tx.query('update aeo.examinations x set counted = false where x.operator_id = $1 and x.declaration_id = any($2::uuid[]) and x.counted', [tx.operatorId, stale])
  await tx.query('select aeo.record_examinations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)', [tx.operatorId, tx.at, ...record.columns(), record.json()])
  await updates.save(tx)
  return done.reduce((sum, { opened, cured }) => ({ opened: sum.opened + opened, cured: sum.cured + cured }), { opened: 0, cured: 0 })
}

interface Round {
  readonly context: OperatorContext
  readonly facts: ExaminationFacts
  readonly kept: KeptExaminations
  readonly record: ExaminationRecord
  readonly updates: FindingUpdates
}

function examineAgain (examiner: Examiner, tx: OperatorTx, subject: ExaminationSubject, { context, facts, kept, record, updates }: Round): ExaminedAgain {
  const { place, quality, content, known, observed, absorbed } = subject
  for (const id of [place.declarationId, ...absorbed]) {
    const before = kept.examinations.get(id)
    if (before !== undefined) record.count(before.place, before.quality, before, -1)
  }
  const results = examiner.examine(content, known, context, facts, { own: observed })
  const seen = seenOf(content, known, facts)
  record.addExamination(place, quality, results, seen, examiner.unsettledOn(content, known, facts))
  record.observe([...takenBack(observed), ...observationsOf(content, place.countedOn, known.status)])
  const findings = [place.declarationId, ...absorbed].flatMap((id) => kept.findings.get(id) ?? [])
  const now = { release: RELEASE, contextVersion: context.version, knowledge: seen.knowledge ?? null }
  const judged = judgedAlike(kept.examinations.get(place.declarationId)?.judgedBy ?? now, now)
  return settle(tx, subject, findings, findingChanges(findings, results, judged, place.version), record, updates)
}

function settle (tx: OperatorTx, { place, content, answers, actorSubject }: ExaminationSubject, findings: readonly KeptFinding[], changes: FindingChanges, record: ExaminationRecord, updates: FindingUpdates): ExaminedAgain {
  const refusals = answers.filter(({ answer }) => answer.functionCode === REJECTED).flatMap(({ answer, messageId }) => refusalFindings(answer, messageId, findings))
  const opened = [...changes.opened, ...refusals]
  for (const finding of opened) record.openFinding(place, finding, proposerOf(content, finding.itemNumber, finding.pillar))
  for (const { kept, hit } of changes.refreshed) updates.refresh(kept, hit, place, proposerOf(content, kept.itemNumber, kept.pillar))
  for (const finding of changes.cured) updates.cure(finding, place)
  for (const finding of changes.withdrawn) updates.withdraw(finding, place)
  const done = new Set([...changes.refreshed.map(({ kept }) => kept), ...changes.cured, ...changes.withdrawn])
  for (const finding of findings) if (!done.has(finding)) updates.move(finding, place)
  const subject = `declaration:${place.declarationId}`
  if (opened.length > 0) tx.log('finding.opened', subject, openedEvent(place.declarationId, opened).data, actorSubject)
  for (const [type, closed] of [['finding.cured', changes.cured], ['finding.withdrawn', changes.withdrawn]] as const) {
    if (closed.length > 0) tx.log(type, subject, { findings: closed.map(({ id, checkId, itemNumber }) => ({ id, check: checkId, itemNumber })) }, actorSubject)
  }
  return { opened: opened.length, cured: changes.cured.length + changes.withdrawn.length }
}

/** The references of the versions in force, before facts are read: declarations of one batch may name each other. */
async function relink (tx: OperatorTx, subjects: readonly ExaminationSubject[]): Promise<void> {
  const links = subjects.flatMap(({ place, content }) => namedDeclarations(content).map((reference) => ({ reference, declaration: place.declarationId })))
  await tx.query('delete from aeo.declaration_links l where l.operator_id = $1 and l.declaration_id = any($2::uuid[])', [tx.operatorId, subjects.map(({ place }) => place.declarationId)])
  if (links.length === 0) return
  await tx.query(`insert into aeo.declaration_links (operator_id, reference, declaration_id)
    select $1, l.reference, l.declaration from json_to_recordset($2::json) as l (reference text, declaration uuid) on conflict do nothing`, [tx.operatorId, JSON.stringify(links)])
}
