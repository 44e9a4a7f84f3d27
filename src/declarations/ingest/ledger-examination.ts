import { utcDay } from '../../platform/calendar.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Amendment } from '../checks/examined.ts'
import { issueDay } from '../customs-message.ts'
import type { DeclarationContent } from '../data-elements.ts'
import { declaredAcceptance, directionOf } from '../derivation.ts'
import { normaliseDeclaration } from '../canonical.ts'
import { excessQuantities, otherGoods } from '../examination/examination-facts.ts'
import type { Examiner } from '../examination/examiner.ts'
import { loadKeptExaminations } from '../examination/kept-examinations.ts'
import type { KeptExaminations } from '../examination/kept-examinations.ts'
import { namedDeclarations } from '../examination/named-declarations.ts'
import { observationsOf } from '../examination/observations.ts'
import { qualityOf } from '../examination/quality.ts'
import { reexamine } from '../examination/reexamination.ts'
import type { ExaminationSubject, ExaminedAgain } from '../examination/reexamination.ts'
import { applyChanges } from '../formats/wco-changes.ts'
import { foldDeclaration, hasEnded } from '../life-cycle.ts'
import type { DeclarationState } from '../life-cycle.ts'
import { attribute, countedOnOf, currentVersion, factsOf, stateOf } from './ledger.ts'
import type { Entry, Ledger, MessageRecord } from './ledger.ts'

/** Examines the declarations of a ledger, with all that their versions and messages tell. */

/** Says for which unit each declaration counts now. Call it before the ledger is saved. */
export async function attributeLedger (examiner: Examiner, tx: OperatorTx, ledger: Ledger): Promise<void> {
  const touched = [...ledger.entries.values()].filter((entry) => entry.touched && entry.joinedInto === undefined)
  if (touched.length === 0) return
  const { directory } = await examiner.contextIn(tx)
  for (const entry of touched) attribute(entry, directory)
}

/** Call it before the ledger is saved: rows that are joined go then. */
export function keptOf (tx: OperatorTx, ledger: Ledger): Promise<KeptExaminations> {
  const stored = [...ledger.entries.values()].filter((entry) => entry.touched && entry.stored).map(({ id }) => id)
  return loadKeptExaminations(tx.query, tx.operatorId, stored)
}

/** Call it once the ledger is saved. */
export async function examineLedger (examiner: Examiner, tx: OperatorTx, ledger: Ledger, kept: KeptExaminations): Promise<ExaminedAgain> {
  const actors = new Map(ledger.events.map(({ subject, actorSubject }) => [subject, actorSubject]))
  const subjects = [...ledger.entries.values()].filter((entry) => entry.touched && entry.joinedInto === undefined).toSorted((a, b) => a.id.localeCompare(b.id))
    .map((entry) => subjectOf(entry, ledger, actors.get(`declaration:${entry.id}`) ?? tx.principal.subject))
  const examined = await reexamine(examiner, tx, subjects, kept)
  await markNeighbours(tx, ledger, subjects.map(({ place }) => place.declarationId), examiner.today())
  return examined
}

/**
 * Has declarations looked at again that name one of which something else is known now, or that it names or named: a supplementary
 * one has its day of law from there, a simplified one its completion. A mere second look marks none, or two that name each other would
 * be looked at for ever.
 */
async function markNeighbours (tx: OperatorTx, ledger: Ledger, examined: readonly string[], today: string): Promise<void> {
  const changed = [...ledger.entries.values()].filter((entry) => entry.touched && entry.joinedInto === undefined).flatMap((entry) => {
    const after = { state: stateOf(entry), content: currentVersion(entry).content }
    if (entry.before !== undefined && toldToNeighbours(entry.before) === toldToNeighbours(after)) return []
    return [{ mrn: entry.mrn ?? after.state.mrn, named: [...namedDeclarations(after.content), ...entry.before === undefined ? [] : namedDeclarations(entry.before.content)] }]
  })
  if (changed.length === 0) return
  await tx.query(`update aeo.examinations x set review_on = least(x.review_on, $5::date)
    where x.operator_id = $1 and x.counted and not x.declaration_id = any($4::uuid[]) and x.declaration_id in (
      select l.declaration_id from aeo.declaration_links l where l.operator_id = $1 and l.reference = any($2::text[])
      union select d.id from aeo.declarations d where d.operator_id = $1 and d.mrn = any($3::text[]))`,
  [tx.operatorId, changed.flatMap(({ mrn }) => mrn ?? []), changed.flatMap(({ named }) => named), examined, today])
}

/** All that the checks ask of a declaration that names theirs, or that theirs names. */
const toldToNeighbours = ({ state: { mrn, status, acceptedOn, releasedOn }, content }: { readonly state: DeclarationState, readonly content: DeclarationContent }): string =>
  JSON.stringify([mrn, hasEnded(status), acceptedOn, releasedOn, directionOf(content), content.additionalType, content.dataset, content.issuedAt, namedDeclarations(content)])

export function subjectOf (entry: Entry, ledger: Ledger, actorSubject: string): ExaminationSubject {
  const state = stateOf(entry)
  const { content } = currentVersion(entry)
  const absorbed = [...ledger.entries.values()].filter((other) => other.stored && survivorOf(other, ledger) === entry && other !== entry)
  const mrn = entry.mrn ?? state.mrn
  return {
    place: { declarationId: entry.id, version: state.currentVersion, countedOn: countedOnOf(entry), orgUnitId: entry.orgUnitId, broker: content.representative?.eori ?? null },
    quality: qualityOf(state.status, entry.messages.map(({ message, state: decided }) => ({ message, granted: decided === 'granted' }))),
    content,
    known: {
      isCounted: true,
      receivedOn: utcDay(entry.receivedAt), status: state.status, mrn, acceptedOn: state.acceptedOn ?? declaredAcceptance(content),
      releasedOn: state.releasedOn, assessedTaxes: state.assessedTaxes,
      sameLrnMrn: sameReference(entry, mrn, ledger), amendments: amendmentsOf(entry, state)
    },
    observed: [entry, ...absorbed].flatMap(({ before }) => before === undefined ? [] : observationsOf(before.content, before.countedOn, before.state.status)),
    absorbed: absorbed.map(({ id }) => id),
    answers: entry.messages.flatMap(({ id, message }) => message.kind === 'answer' ? [{ messageId: id, answer: message }] : []),
    actorSubject
  }
}

function survivorOf (entry: Entry, ledger: Ledger): Entry | undefined {
  const next = entry.joinedInto === undefined ? undefined : ledger.entries.get(entry.joinedInto)
  return next?.joinedInto === undefined ? next : survivorOf(next, ledger)
}

/** MRN of another declaration of the same declarant with the same LRN. */
function sameReference (entry: Entry, mrn: string | null, ledger: Ledger): string | null {
  if (entry.lrn === null) return null
  const same = [...ledger.entries.values()].find((other) => other !== entry && other.joinedInto === undefined && other.lrn === entry.lrn &&
    other.declarant === entry.declarant && other.mrn !== null && other.mrn !== mrn)
  return same?.mrn ?? null
}

function amendmentsOf (entry: Entry, state: DeclarationState): Amendment[] {
  const requests = entry.messages.filter(({ message }) => message.kind === 'amendment')
  if (requests.length === 0) return []
  return requests.map((record) => {
    const then = stateAt(entry, record)
    const before = entry.versions.find(({ version }) => version === then.currentVersion)?.content ?? currentVersion(entry).content
    const after = normaliseDeclaration(applyChanges(before, record.message.changes)).content
    return {
      requestedOn: issueDay(record.message, record.issuedAt),
      statusThen: then.status,
      afterRelease: state.releasedAt !== null && state.releasedAt < record.issuedAt,
      state: record.state === 'granted' || record.state === 'refused' ? record.state : 'pending',
      otherGoods: otherGoods(before, after),
      excess: excessQuantities(before, after)
    }
  })
}

/** The declaration as it stood when the request was made; its first version where the clocks disagree. */
function stateAt (entry: Entry, { issuedAt }: MessageRecord): DeclarationState {
  const facts = factsOf(entry)
  const versions = facts.versions.filter(({ statusAt }) => statusAt <= issuedAt)
  return foldDeclaration({
    ...facts,
    versions: versions.length > 0 ? versions : facts.versions.slice(0, 1),
    answers: facts.answers.filter((answer) => answer.issuedAt < issuedAt),
    requests: facts.requests.filter((request) => request.issuedAt < issuedAt)
  })
}
