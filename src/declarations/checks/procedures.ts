import { MRN_PATTERN } from '../data-elements.ts'
import type { ItemContent } from '../data-elements.ts'
import { hit, notApplicable, notEvaluable, pass } from './check.ts'
import type { CheckRule, DeclarationRule, ItemRule } from './check.ts'
import { addMonths, codesAt, documentsAt, fiscalRolesAt, previousDocumentsAt } from './elements.ts'
import type { Examined } from './examined.ts'
import { AUTHORISATION_RULES } from './authorisations.ts'
import { DEADLINE_RULES } from './deadlines.ts'

/** Checks of customs procedures and what they ask for (customs.md 2.5, 4.2, 8). */

/**
 * The pair of requested and previous procedure is allowed (IA Annex B 11 09). A pair that the seed list lacks is a warning, and a
 * procedure of which it lacks everything is not evaluable; what a loaded national list lacks is an error either way.
 */
export const procedurePair: ItemRule = {
  id: 'PRO-01', version: 2, scope: 'item',
  evaluate: ({ requestedProcedure, previousProcedure }, { dataset, lawDay }, { reference: { procedures } }) => {
    if (dataset === 'H7') return notApplicable('data_set')
    if (requestedProcedure === undefined) return notEvaluable('procedure_missing')
    const values = { requestedProcedure, previousProcedure: previousProcedure ?? null }
    if (!procedures.has(requestedProcedure, lawDay)) return hit(`Procedure ${requestedProcedure} is not in force on ${lawDay}.`, values)
    if (previousProcedure === undefined) return notEvaluable('previous_procedure_missing')
    const allowed = procedures.previousOf(requestedProcedure)
    if (allowed?.has(previousProcedure) === true) return pass
    if (allowed === undefined && !procedures.complete) return notEvaluable('procedure_pair_list_missing')
    return hit(`Procedure ${requestedProcedure} does not follow ${previousProcedure}.`, values, procedures.complete ? {} : { severity: 'warning' })
  }
}

const ONWARD_SUPPLY = new Set(['42', '63'])

/** VAT numbers of importer (or tax representative) and customer with VAT-exempt onward supply (VAT Dir. 143(1)(d), (2)). */
export const onwardSupplyReferences: ItemRule = {
  id: 'PRO-06', version: 1, scope: 'item',
  evaluate: (item, declaration) => {
    if (!ONWARD_SUPPLY.has(item.requestedProcedure ?? '')) return notApplicable('procedure')
    const [roles, codes] = [fiscalRolesAt(item, declaration), codesAt(item, declaration)]
    const missing = [
      ...(roles.has('FR1') || roles.has('FR3') || codes.has('Y040') || codes.has('Y042') ? [] : ['importer or tax representative (FR1, FR3)']),
      ...(roles.has('FR2') || codes.has('Y041') ? [] : ['customer (FR2)'])
    ]
    if (missing.length === 0) return pass
    return hit(`VAT-exempt onward supply (procedure ${item.requestedProcedure ?? ''}) lacks the VAT number of the ${missing.join(' and of the ')}.`, { requestedProcedure: item.requestedProcedure ?? null, fiscalRoles: [...roles] })
  }
}

/** Onward supply goes to another Member State than that of the release (VAT Dir. 143(1)(d)). */
export const onwardSupplyElsewhere: ItemRule = {
  id: 'PRO-07', version: 1, scope: 'item',
  evaluate: (item, { content, mrn }) => {
    if (!ONWARD_SUPPLY.has(item.requestedProcedure ?? '')) return notApplicable('procedure')
    const state = (content.presentationOffice ?? content.lodgementOffice ?? mrn?.slice(2))?.slice(0, 2)
    if (state === undefined) return notEvaluable('customs_office_missing')
    const destination = item.destinationCountry ?? content.destinationCountry
    if (destination === undefined) return notEvaluable('destination_missing')
    return destination === state ? hit(`The goods are released in ${state} for onward supply, and their destination is ${destination} too.`, { destinationCountry: destination, stateOfRelease: state }) : pass
  }
}

const WAREHOUSING = '71'

/** Type and number of the customs warehouse (IA Annex B 12 11). States may waive it for goods that leave one. */
export const warehouseNamed: ItemRule = {
  id: 'PRO-08', version: 1, scope: 'item',
  evaluate: ({ requestedProcedure, previousProcedure }, { content: { warehouse } }) => {
    if (requestedProcedure !== WAREHOUSING && previousProcedure !== WAREHOUSING) return notApplicable('procedure')
    if (warehouse?.id !== undefined) return pass
    if (requestedProcedure !== WAREHOUSING) return notEvaluable('national_waiver_unknown')
    return hit('Goods enter a customs warehouse, and its number is missing.', { requestedProcedure, warehouse: warehouse?.type ?? null })
  }
}

/** Papers of the arrival (temporary storage, entry summary, transit, manifest): their MRN is neither that of an export nor of an entry. */
const ARRIVAL = new Set(['N337', '337', 'N355', '355', 'N820', '820', 'N821', '821', 'N822', '822', 'N825', '825', 'N785', '785'])

const RETURNED = new Set(['F01', 'F02', 'F03', 'F05'])
const MRN = new RegExp(MRN_PATTERN)
const EXPORT_EVIDENCE = new Set(['N830', 'NMRN', 'MRN', 'N955', 'C605', 'EX', 'CO'])
const YEARS_3 = 36
const YEAR = 12
/** Agricultural goods return within a year (DA 159). */
const AGRICULTURAL = 'F02'

/**
 * Returned goods: proof of the export, and three years at most, one for agricultural goods (UCC 203; DA 158, 159). Not evaluable
 * where proof is there and the day of the export unknown, since its declaration is not with the operator.
 */
export const returnedGoods: ItemRule = {
  id: 'PRO-09', version: 2, scope: 'item',
  evaluate: (item, declaration) => {
    const claimed = (item.additionalProcedures ?? []).filter((code) => RETURNED.has(code))
    const relief = claimed.includes(AGRICULTURAL) ? AGRICULTURAL : claimed[0]
    if (relief === undefined) return notApplicable('no_relief')
    const evidence = [...previousDocumentsAt(item, declaration), ...documentsAt(item, declaration)]
      .filter(({ type = '', reference = '' }) => EXPORT_EVIDENCE.has(type) || (MRN.test(reference) && !ARRIVAL.has(type)))
    if (evidence.length === 0) return hit(`Relief for returned goods (${relief}) is claimed without evidence of the export.`, { additionalProcedure: relief })
    const exported = evidence.map(({ reference = '' }) => declaration.links.previous.get(reference))
      .flatMap((link) => link?.direction === 'export' ? [link.releasedOn ?? link.acceptedOn] : []).filter((day) => day !== null).toSorted().at(-1)
    if (exported === undefined) return notEvaluable('export_date_unknown')
    const last = addMonths(exported, relief === AGRICULTURAL ? YEAR : YEARS_3)
    return declaration.lawDay <= last ? pass : hit(`The goods were exported on ${exported}; relief for returned goods (${relief}) ended on ${last}.`, { additionalProcedure: relief, exportedOn: exported, day: declaration.lawDay })
  }
}

const DISCHARGED = new Set(['21', '22', '23', '44', '51', '53', '54', '71', '76', '78'])
const ENTRY_TYPES = new Set(['NMRN', 'MRN', 'NCLE', 'CLE', 'N955', 'N952', 'SDE', 'EIR', 'IM', 'EX', 'CO'])

/** A discharge names the entry into the procedure: MRN, record entry or carnet (UCC 215; IA Annex B 12 01). */
export const entryNamed: ItemRule = {
  id: 'PRO-10', version: 1, scope: 'item',
  evaluate: (item, declaration) => {
    if (!DISCHARGED.has(item.previousProcedure ?? '')) return notApplicable('previous_procedure')
    if (previousDocumentsAt(item, declaration).some(namesEntry)) return pass
    return hit(`The goods leave procedure ${item.previousProcedure ?? ''}, and no previous document names their entry into it.`, { previousProcedure: item.previousProcedure ?? null, previousDocuments: previousDocumentsAt(item, declaration).map(({ type = '', reference = '' }) => `${type} ${reference}`.trim()) })
  }
}

const namesEntry = ({ type = '', category = '', reference = '' }: NonNullable<ItemContent['previousDocuments']>[number]): boolean =>
  reference !== '' && !ARRIVAL.has(type) && (MRN.test(reference) || ENTRY_TYPES.has(type) || category === 'Y')

const REPRESENTATION = new Set(['2', '3'])

/** A representative says whether direct or indirect; without it the agent acts in his own name (UCC 18, 19). */
export const representationStated: DeclarationRule = {
  id: 'PRO-12', version: 1, scope: 'header',
  evaluate: ({ content: { representative, declarant } }: Examined) => {
    if (representative?.eori === undefined) return notApplicable('no_representative')
    const { status, eori } = representative
    if (status !== undefined && REPRESENTATION.has(status)) return pass
    return hit(`Representative ${eori} states ${status === undefined ? 'no status' : `status ${status}`}; 2 is direct, 3 indirect representation. Without it he acts in his own name.`, { representative: eori, status: status ?? null, declarant: declarant ?? null })
  }
}

export const PROCEDURE_RULES: readonly CheckRule[] = [
  procedurePair, onwardSupplyReferences, onwardSupplyElsewhere, warehouseNamed, returnedGoods, entryNamed, representationStated, ...AUTHORISATION_RULES, ...DEADLINE_RULES
]
