import type { DeclarationStatus, ItemContent } from '../data-elements.ts'
import { typesNeeded } from './authorisations.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckRule, DeclarationRule } from './check.ts'
import { addDays, addMonths } from './elements.ts'
import type { Examined } from './examined.ts'
import type { Knowledge } from './knowledge.ts'

/** Checks whose answer the passing of time changes: deadlines after release (UCC 167, 215, 257; IA 335). */

const AFTER_RELEASE: ReadonlySet<DeclarationStatus> = new Set(['released', 'supplementary_due', 'post_release_amended', 'exit_confirmed', 'discharged', 'completed'])

/** Nothing follows any more from a declaration that ended so (UCC 174, 198). */
const ENDED: ReadonlySet<DeclarationStatus> = new Set(['rejected', 'expired', 'cancelled', 'seized', 'invalidated'])

/** Day of release; where a sender tells the status alone, that of acceptance, or of receipt. Null before release. */
export const releaseDay = ({ releasedOn, acceptedOn, receivedOn, status }: Examined): string | null =>
  releasedOn ?? (AFTER_RELEASE.has(status) ? acceptedOn ?? receivedOn : null)

const notReleased = ({ status }: Examined): Answer => notApplicable(ENDED.has(status) ? 'status' : 'not_released')
/** Day of release of a declaration that still stands. */
const standingSince = (declaration: Examined): string | null => ENDED.has(declaration.status) ? null : releaseDay(declaration)

/** Answers pass until the last day, to be asked again on the day after. */
const until = (lastDay: string, today: string, late: () => Answer): Answer =>
  today > lastDay ? late() : { outcome: 'pass', reviewOn: addDays(lastDay, 1) }

const OCCASIONAL = new Set(['B', 'E'])
const REGULAR = new Set(['C', 'F'])
const PRESENTATION = new Set(['C2', 'I2'])
const WAREHOUSING = new Set(['71', '76'])

const endOfMonth = (day: string): string => addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1)

/**
 * The supplementary declaration is there in time: occasional ones after the release, regular ones after its month (UCC 167; DA 146).
 * It came on the day of its acceptance. Not evaluable when the sender says that it came and not when.
 */
export const supplementaryInTime: DeclarationRule = {
  id: 'PRO-05', version: 2, settledLater: true, scope: 'header',
  evaluate: (declaration, { reference: { supplementaryLimitDays }, today }) => {
    const { additionalType = '' } = declaration.content
    if (declaration.isClearanceRequest) return notApplicable('clearance_request')
    const regular = REGULAR.has(additionalType) || PRESENTATION.has(declaration.dataset)
    if (!regular && !OCCASIONAL.has(additionalType)) return notApplicable('additional_type')
    if (declaration.content.items.every(({ requestedProcedure = '' }) => WAREHOUSING.has(requestedProcedure))) return notApplicable('waived')
    const released = standingSince(declaration)
    if (released === null) return notReleased(declaration)
    const due = addDays(regular ? endOfMonth(released) : released, supplementaryLimitDays)
    const [first] = declaration.links.supplementary.map(({ lodgedOn }) => lodgedOn).toSorted()
    const values = { releasedOn: released, due, supplementaryOn: first ?? null }
    if (first !== undefined) return first <= due ? pass : hit(`The supplementary declaration came on ${first}; it was due on ${due}.`, values)
    return until(due, today, () => declaration.status === 'completed' ? notEvaluable('supplementary_date_unknown') : hit(`No supplementary declaration names this one; it was due on ${due}.`, values))
  }
}

const SPECIAL = new Set(['51', '53', '44', '21'])

/**
 * The last day for discharge: as extended for the entry, else by the longest period of the authorisations that could cover each item,
 * the last of all items. Undefined where that of an item is not known.
 */
function dischargeDeadline (declaration: Examined, released: string, { authorisations, extensions }: Knowledge): string | undefined {
  const { mrn, content, lawDay } = declaration
  const extended = mrn === null ? undefined : extensions?.dischargeDeadline(mrn)
  if (extended !== undefined || authorisations === undefined) return extended
  const references = new Set((content.authorisations ?? []).map(({ reference }) => reference))
  const months = content.items.filter(isSpecial).map((item) => {
    const held = typesNeeded(item).flatMap((type) => authorisations.find(type, lawDay)).filter(({ state }) => state === 'valid')
    const named = held.filter(({ reference }) => references.has(reference))
    return Math.max(0, ...(named.length > 0 ? named : held).map(({ dischargePeriodMonths }) => dischargePeriodMonths ?? 0))
  })
  return months.includes(0) ? undefined : addMonths(released, Math.max(...months))
}

const isSpecial = ({ requestedProcedure = '' }: ItemContent): boolean => SPECIAL.has(requestedProcedure)

/**
 * Goods under a special procedure are discharged before its period, extensions included, ends (UCC 79, 215, 257; DA 175). Not
 * evaluable without the period. A simplified entry that is completed is not discharged by that. A warning where other declarations
 * discharge it and nobody said whether wholly.
 */
export const dischargedInTime: DeclarationRule = {
  id: 'PRO-11', version: 2, settledLater: true, scope: 'header',
  evaluate: (declaration, { knowledge, today }) => {
    if (!declaration.content.items.some(isSpecial)) return notApplicable('procedure')
    if (declaration.status === 'discharged') return pass
    const released = standingSince(declaration)
    if (released === null) return notReleased(declaration)
    const deadline = dischargeDeadline(declaration, released, knowledge)
    if (deadline === undefined) return notEvaluable(knowledge.extensions === undefined && knowledge.authorisations === undefined ? 'no_authorisation_register' : 'no_discharge_deadline')
    const discharges = declaration.links.discharges.map(({ mrn }) => mrn ?? '')
    return until(deadline, today, () => discharges.length === 0
      ? hit(`The period for discharge ended on ${deadline}, and the entry is not discharged.`, { dischargeDeadline: deadline, discharges })
      : hit(`The period for discharge ended on ${deadline}. What names the entry (${discharges.length}) discharges part of it at least; that all of it is discharged was not told.`, { dischargeDeadline: deadline, discharges }, { severity: 'warning' }))
  }
}

const EXIT_DAYS = 90
/** Union goods in a customs warehouse or under supervision have not set out yet. */
const STAYING = new Set(['76', '77'])
/** Supplementary to a declaration whose own exit is confirmed, or lodged after the goods had left (DA 249). */
const WITHOUT_EXIT = new Set(['X', 'Y', 'Z', 'U', 'V', 'R'])

/**
 * An export leaves within 90 days, or other proof is there (IA 335; DA 248). Judged by the status until there is a register of
 * exits. Not evaluable for a completed simplified one, whose status no longer tells of its exit.
 */
export const exitConfirmed: DeclarationRule = {
  id: 'PRO-15', version: 2, settledLater: true, scope: 'header',
  evaluate: (declaration, { knowledge: { exits }, today }) => {
    const { status, mrn, content } = declaration
    if (declaration.isClearanceRequest) return notApplicable('clearance_request')
    if (WITHOUT_EXIT.has(content.additionalType ?? '')) return notApplicable('additional_type')
    if (content.items.every(({ requestedProcedure = '' }) => STAYING.has(requestedProcedure))) return notApplicable('procedure')
    if (status === 'exit_confirmed' || status === 'discharged') return pass
    const released = standingSince(declaration)
    if (released === null) return notReleased(declaration)
    if (mrn !== null && exits?.confirmed(mrn) === true) return pass
    const last = addDays(released, EXIT_DAYS)
    return until(last, today, () => status === 'completed' && (exits === undefined || mrn === null) ? notEvaluable('exit_unknown') : hit(`Released on ${released}, and no exit was confirmed within ${EXIT_DAYS} days: ask customs, or bring other proof.`, { releasedOn: released, mrn }))
  }
}

export const DEADLINE_RULES: readonly CheckRule[] = [supplementaryInTime, dischargedInTime, exitConfirmed]
