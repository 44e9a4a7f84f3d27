import { AUTHORISATION_CATALOGUE } from '../reference/authorisation-catalogue.ts'
import type { Authorisation, RecordedDecision } from './model.ts'
import type { Completion } from './obligation-store.ts'
import { isOverdue } from './obligations.ts'
import type { Obligation } from './obligations.ts'
import { NO_TERMS } from './terms.ts'

/** From rows to what crosses the wire. */

/** @param on the day that status and terms are of. */
export function authorisationToWire ({ terms, recordedAt, revision: _revision, ...authorisation }: Authorisation, on: string) {
  return { ...authorisation, on, ...(terms ?? NO_TERMS), recordedAt: recordedAt.toISOString() }
}

export function decisionToWire ({ authorisationId: _of, recordedAt, terms, ...decision }: RecordedDecision) {
  const { effectiveToProposed: _proposed, ...stated } = terms ?? {}
  return { ...decision, documents: [...decision.documents], terms: terms === null ? null : stated, recordedAt: recordedAt.toISOString() }
}

export const typesToWire = () => AUTHORISATION_CATALOGUE.map(({ type, documentCodes, annexColumn, title, legalBasis, validity, mark }) =>
  ({ type, documentCodes: [...documentCodes], annexColumn, title, legalBasis, validityKind: validity.kind, validityMonths: validity.months, codesMark: mark.codes, lawMark: mark.law }))

/** @param today day by which it is overdue or not. */
export function obligationToWire ({ revision: _revision, done: _done, firstDue: _first, ...obligation }: Obligation, today: string) {
  return { ...obligation, overdue: isOverdue(obligation, today) }
}

export const completionToWire = ({ recordedAt, evidence, ...completion }: Completion) => ({ ...completion, evidence: [...evidence], recordedAt: recordedAt.toISOString() })
