import { isDay } from '../../platform/calendar.ts'
import { isPreLodged } from '../derivation.ts'
import type { DeclarationStatus } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, DeclarationRule } from './check.ts'
import { releaseDay } from './deadlines.ts'
import { addDays, addMonths } from './elements.ts'

/** Checks of the life of a declaration after lodging (UCC 51, 163, 171 to 174; customs.md 8). */

/**
 * An amendment does not make the declaration cover other goods, an excess found later included, nor revive an invalidated one
 * (UCC 173(1); C-640/21). Where one quantity of an item grows and another stays, the first may have been typed wrong: a warning.
 */
export const amendmentOfSameGoods: DeclarationRule = {
  id: 'LIF-01', version: 2, scope: 'header',
  evaluate: ({ amendments }) => {
    if (amendments.length === 0) return notApplicable('no_amendment')
    const late = amendments.find(({ statusThen }) => statusThen === 'invalidated')
    if (late !== undefined) return hit(`An amendment was asked for on ${late.requestedOn}, when the declaration was invalidated.`, { requestedOn: late.requestedOn })
    const other = amendments.find(({ otherGoods }) => otherGoods.length > 0)
    if (other !== undefined) return hit(`The amendment of ${other.requestedOn} would make item ${other.otherGoods.join(', ')} cover other goods than first declared.`, { requestedOn: other.requestedOn, items: other.otherGoods.map(String) })
    const larger = amendments.find(({ excess }) => excess.some(({ isWhole }) => isWhole)) ?? amendments.find(({ excess }) => excess.length > 0)
    if (larger === undefined) return pass
    const words = larger.excess.map(({ itemNumber, grown }) => `item ${itemNumber}: ${grown.join(', ')}`)
    return hit(`The amendment of ${larger.requestedOn} would declare more goods than first declared: ${words.join('; ')}.`, { requestedOn: larger.requestedOn, excess: words },
      larger.excess.some(({ isWhole }) => isWhole) ? {} : { severity: 'warning' })
  }
}

const YEARS_3 = 36

/** After release an amendment may be asked for within three years of acceptance (UCC 173(3)). */
export const amendmentInTime: DeclarationRule = {
  id: 'LIF-02', version: 2, scope: 'header',
  evaluate: ({ amendments, acceptedOn }) => {
    const after = amendments.filter(({ afterRelease }) => afterRelease)
    if (after.length === 0) return notApplicable('no_amendment_after_release')
    if (acceptedOn === null) return notEvaluable('acceptance_date_missing')
    const last = addMonths(acceptedOn, YEARS_3)
    const late = after.find(({ requestedOn }) => requestedOn > last)
    return late === undefined ? pass : hit(`The amendment was asked for on ${late.requestedOn}; the three years after acceptance ended on ${last}.`, { requestedOn: late.requestedOn, acceptanceDate: acceptedOn })
  }
}

const PRESENTATION_DAYS = 30
const AWAITING: ReadonlySet<DeclarationStatus> = new Set(['pre_lodged', 'lodged', 'expired'])
const NEVER_LODGED: ReadonlySet<DeclarationStatus> = new Set(['draft', 'rejected', 'cancelled'])

/**
 * Goods are presented within 30 days of a declaration lodged before their arrival, or it counts as never lodged (UCC 171).
 * Lodging is the day of issue, else of receipt. Not evaluable when it was accepted on an unknown day.
 */
export const presentedInTime: DeclarationRule = {
  id: 'LIF-03', version: 1, settledLater: true, scope: 'header',
  evaluate: ({ content, status, acceptedOn, receivedOn }, { today }) => {
    if (!isPreLodged(content)) return notApplicable('additional_type')
    const issuedOn = content.issuedAt?.slice(0, 10) ?? ''
    const lodgedOn = isDay(issuedOn) ? issuedOn : receivedOn
    const last = addDays(lodgedOn, PRESENTATION_DAYS)
    const values = { lodgedOn, lastDay: last, acceptanceDate: acceptedOn }
    if (NEVER_LODGED.has(status)) return notApplicable('status')
    if (acceptedOn !== null) return acceptedOn <= last ? pass : hit(`Lodged on ${lodgedOn}, accepted on ${acceptedOn}: more than ${PRESENTATION_DAYS} days later, when it counted as not lodged.`, values)
    if (!AWAITING.has(status)) return notEvaluable('acceptance_date_missing')
    if (today <= last) return { outcome: 'pass', reviewOn: addDays(last, 1) }
    return hit(`Lodged on ${lodgedOn} before the goods arrived, and not accepted within ${PRESENTATION_DAYS} days: it counts as not lodged.`, values)
  }
}

const WITHOUT_DOCUMENTS = new Set(['C1', 'C2', 'I1', 'I2'])
const ARCHIVE_DAYS = 10

/**
 * Supporting documents are archived ten days after release (UCC 51, 163); until then there is time. Not evaluable after that
 * without the register of documents.
 */
export const documentsArchived: DeclarationRule = {
  id: 'LIF-04', version: 2, settledLater: true, scope: 'header',
  evaluate: (declaration, { knowledge: { documents }, today }) => {
    const { dataset, mrn } = declaration
    if (WITHOUT_DOCUMENTS.has(dataset)) return notApplicable('data_set')
    const releasedOn = releaseDay(declaration)
    if (releasedOn === null) return notApplicable('not_released')
    const missing = mrn === null ? undefined : documents?.missingOf(mrn, declaration.content)
    if (missing?.length === 0) return pass
    const last = addDays(releasedOn, ARCHIVE_DAYS)
    if (today <= last) return { outcome: 'pass', reviewOn: addDays(last, 1) }
    if (missing === undefined) return notEvaluable(documents === undefined ? 'no_document_register' : 'mrn_missing')
    return hit(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not archived; the goods were released on ${releasedOn}.`, { missing, releasedOn })
  }
}

/** Received and dispatched quantities are those declared, within a tolerance (UCC 15, 139, 163). */
export const quantitiesMoved: DeclarationRule = {
  id: 'LIF-05', version: 1, settledLater: true, scope: 'header',
  evaluate: ({ mrn, content: { items }, direction }, { knowledge: { movements } }) => {
    if (movements === undefined) return notEvaluable('no_movement_register')
    if (mrn === null) return notEvaluable('mrn_missing')
    const differences = movements.differencesOf(mrn, { direction, items })
    if (differences === undefined) return notEvaluable('no_movement')
    if (differences.length === 0) return pass
    const words = differences.map(({ itemNumber, declared, moved, percent }) => `item ${itemNumber}: ${declared} declared, ${moved} moved (${percent} %)`)
    return hit(`Declared and moved quantities differ: ${words.join('; ')}.`, { differences: words })
  }
}

export const LIFE_CYCLE_RULES: readonly CheckRule[] = [amendmentOfSameGoods, amendmentInTime, presentedInTime, documentsArchived, quantitiesMoved]
