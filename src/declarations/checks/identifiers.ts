import { isPreLodged } from '../derivation.ts'
import { MRN_PATTERN } from '../data-elements.ts'
import { isDay } from '../../platform/calendar.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { Answer, CheckRule, DeclarationRule } from './check.ts'
import { checkDigitOf, hasCheckDigit } from './check-digit.ts'
import { addDays, daysBetween, headerDocuments, partiesOf } from './elements.ts'
import type { Examined } from './examined.ts'

/** Checks of identifiers: MRN, EORI numbers, LRN (customs.md 2.1 to 2.3). */

const MRN = new RegExp(MRN_PATTERN)
const EORI = /^[A-Z]{2}[A-Za-z0-9]{1,15}$/
const MAX_LRN = 22

/** An MRN of the right shape; undefined when there is none, or another answer is due. */
const shaped = ({ mrn }: Examined): string | undefined => mrn !== null && MRN.test(mrn) ? mrn : undefined

/** Shape of the MRN (IA 2015/2447 Annex B; 2021/235). */
export const mrnShape: DeclarationRule = {
  id: 'ID-01', version: 1, scope: 'header',
  evaluate: ({ mrn }) => {
    if (mrn === null) return notApplicable('no_mrn')
    return MRN.test(mrn) ? pass : hit(`The MRN ${mrn} is not 18 characters of year, country, thirteen characters and check digit.`, { mrn })
  }
}

/** Check digit of the MRN; a warning, since some national numbers of this shape carry none. */
export const mrnCheckDigit: DeclarationRule = {
  id: 'ID-02', version: 1, scope: 'header',
  evaluate: (declaration) => {
    const mrn = shaped(declaration)
    if (mrn === undefined) return notApplicable(declaration.mrn === null ? 'no_mrn' : 'mrn_shape')
    if (hasCheckDigit(mrn)) return pass
    const expected = checkDigitOf(mrn.slice(0, -1))
    return hit(`The check digit of MRN ${mrn} is ${mrn.slice(-1)} and should be ${expected}: a character was mistyped, or the number was not given by customs.`, { mrn, expected })
  }
}

const EXIT = new Set('ABCDE')
const TRANSIT = new Set('JKLM')
const ENTRY = new Set('RSTUVW')
const STRUCTURED_SINCE = 23
/** [C] Numbers of this issuer are random in character 17. */
const UNSTRUCTURED_ISSUERS = new Set(['GB'])

/** Character 17 of the structured MRN tells the kind of procedure (2021/235). */
export const mrnDirection: DeclarationRule = {
  id: 'ID-03', version: 1, scope: 'header',
  evaluate: (declaration) => {
    const mrn = shaped(declaration)
    if (mrn === undefined) return notApplicable(declaration.mrn === null ? 'no_mrn' : 'mrn_shape')
    if (Number(mrn.slice(0, 2)) < STRUCTURED_SINCE || UNSTRUCTURED_ISSUERS.has(mrn.slice(2, 4))) return notApplicable('mrn_without_structure')
    const letter = mrn.charAt(16)
    const told = EXIT.has(letter) ? 'export' : ENTRY.has(letter) ? 'import' : TRANSIT.has(letter) ? 'transit' : undefined
    if (told === undefined) return notApplicable('mrn_without_structure')
    if (told === declaration.direction) return pass
    return hit(`Character 17 of MRN ${mrn} is ${letter}, which stands for ${told}, but an ${declaration.direction} is declared.`, { mrn, told, direction: declaration.direction })
  }
}

/** Syntax of EORI numbers of importer, exporter, declarant and representative (UCC 9). */
export const eoriShape: DeclarationRule = {
  id: 'ID-04', version: 1, scope: 'header',
  evaluate: ({ content }) => {
    const parties = [...partiesOf(content)]
    if (parties.length === 0) return notApplicable('no_party')
    const wrong = parties.filter(([, eori]) => !EORI.test(eori))
    if (wrong.length === 0) return pass
    return hit(`No EORI number: ${wrong.map(([part, eori]) => `${part} ${eori}`).join(', ')}. It is two letters of the country and 1 to 15 letters or digits.`, Object.fromEntries(wrong))
  }
}

/** LRN: present, at most 22 characters, unique per declarant (IA Annex B 12 09). */
export const lrnUnique: DeclarationRule = {
  id: 'ID-05', version: 1, scope: 'header',
  evaluate: ({ content: { lrn, declarant = null }, mrn, sameLrnMrn }) => {
    if (lrn === undefined) return hit('The local reference number is missing.', { lrn: null })
    if (lrn.length > MAX_LRN) return hit(`The local reference number has ${lrn.length} characters; ${MAX_LRN} are allowed.`, { lrn })
    if (sameLrnMrn === null) return pass
    return hit(`The declarant used the local reference number ${lrn} before, for MRN ${sameLrnMrn}. Each declaration needs a new one.`, { lrn, declarant, mrn, sameLrnMrn })
  }
}

/** The operator, or a recorded entity of its group, has a role in the declaration (UCC 5(15), 9). */
export const ownRole: DeclarationRule = {
  id: 'ID-06', version: 1, scope: 'header',
  evaluate: ({ content }, { knowledge: { ownEoris } }) => {
    const parties = partiesOf(content)
    const holders = headerDocuments(content).flatMap(({ holder }) => holder === null ? [] : [holder])
    const named = [...new Set([...parties.values(), ...holders])]
    if (named.length === 0) return notEvaluable('parties_missing')
    if (named.some((eori) => ownEoris.has(eori))) return pass
    return hit(`Neither the operator nor a recorded company of its group is importer, exporter, declarant, representative or holder of an authorisation; named are ${named.join(', ')}.`, { ...Object.fromEntries(parties), holders })
  }
}

const GRACE_DAYS = 31
/** A declaration may be lodged so long before the goods arrive (UCC 171), and its sender may date the acceptance that it expects. */
const MOST_AHEAD_DAYS = 30

/** The day of acceptance, if it is none that exists or one that is still to come. */
function impossibleAcceptance ({ content: { acceptanceDate } }: Examined, today: string): Answer | undefined {
  if (acceptanceDate === undefined) return undefined
  if (!isDay(acceptanceDate)) return hit(`${acceptanceDate} is no day; acceptance cannot be dated so.`, { acceptanceDate })
  return acceptanceDate > addDays(today, MOST_AHEAD_DAYS) ? hit(`Acceptance is dated ${acceptanceDate}, a day that is still to come.`, { acceptanceDate, today }) : undefined
}

/** The day of acceptance exists, is not far ahead, and is of the year of the MRN; goods declared before their arrival may cross the turn of the year. */
export const mrnYear: DeclarationRule = {
  id: 'ID-07', version: 2, scope: 'header',
  evaluate: (declaration, { today }) => {
    const impossible = impossibleAcceptance(declaration, today)
    if (impossible !== undefined) return impossible
    const mrn = shaped(declaration)
    if (mrn === undefined) return notApplicable(declaration.mrn === null ? 'no_mrn' : 'mrn_shape')
    const { acceptedOn, content } = declaration
    if (acceptedOn === null) return notEvaluable('acceptance_date_missing')
    const year = mrn.slice(0, 2)
    if (year === acceptedOn.slice(2, 4)) return pass
    const newYear = `${acceptedOn.slice(0, 4)}-01-01`
    const crossed = Number(acceptedOn.slice(2, 4)) === (Number(year) + 1) % 100 && daysBetween(newYear, acceptedOn) < GRACE_DAYS
    if (isPreLodged(content) && crossed) return pass
    return hit(`The MRN ${mrn} is of the year 20${year}, but acceptance is dated ${acceptedOn}.`, { mrn, acceptanceDate: acceptedOn })
  }
}

export const IDENTIFIER_RULES: readonly CheckRule[] = [mrnShape, mrnCheckDigit, mrnDirection, eoriShape, lrnUnique, ownRole, mrnYear]
