import { datasetOf } from '../../declarations/derivation.ts'
import { MRN_PATTERN } from '../../declarations/data-elements.ts'
import type { DeclarationContent, ItemContent } from '../../declarations/data-elements.ts'
import { BROKERS } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import { isExport, isImport, onHeader, onItem, without } from './kind.ts'
import type { ErrorKind } from './kind.ts'

/** Errors in procedures, authorisations, representation and deadlines. */

const ONWARD = new Set(['42', '63'])
const RELIEF = new Set(['F01', 'F02', 'F03', 'F05'])
const DISCHARGED = new Set(['21', '22', '23', '44', '51', '53', '54', '71', '76', '78'])
const MRN = new RegExp(MRN_PATTERN)
const goesOnward = ({ requestedProcedure = '' }: ItemContent): boolean => ONWARD.has(requestedProcedure)
const stateOf = ({ presentationOffice, lodgementOffice, mrn }: DeclarationContent): string | undefined => (presentationOffice ?? lodgementOffice ?? mrn?.slice(2))?.slice(0, 2)
/** All previous documents and whatever else looks like an entry, at header and item. */
const withoutEntries = (content: DeclarationContent): DeclarationContent => ({ ...without(content, 'previousDocuments'), items: content.items.map((item) => without(item, 'previousDocuments')) })
/** An exit that is missing shows ninety days after the release; by the end of the period it must be certain to. */
const EXIT_SHOWS_DAYS = 95

export const PROCEDURE_KINDS: readonly ErrorKind[] = [
  {
    id: 'procedures_do_not_follow', pillar: 'procedures', words: 'the previous procedure cannot come before the requested one', rate: 0.002, checks: ['PRO-01'], needs: 'declaration',
    plant: onItem((item, content) => datasetOf(content) !== 'H7' && item.previousProcedure === '00' && ['10', '40', '42', '51', '71'].includes(item.requestedProcedure ?? ''), (item) => ({ ...item, previousProcedure: item.requestedProcedure === '10' || item.requestedProcedure === '71' ? '31' : '23' }))
  },
  {
    id: 'authorisation_mistyped', pillar: 'procedures', words: 'the authorisation that is named is not on record', rate: 0.003, checks: ['PRO-03'], needs: 'register',
    plant: onHeader(({ importer, authorisations = [] }) => authorisations.some(({ holder, reference }) => reference !== undefined && holder !== undefined && holder === importer?.eori),
      (content) => ({ ...content, authorisations: (content.authorisations ?? []).map((authorisation) => ({ ...authorisation, reference: `${authorisation.reference?.slice(0, -1) ?? ''}X` })) }))
  },
  {
    id: 'fiscal_reference_missing', pillar: 'procedures', words: 'onward supply lacks the customer\'s VAT number', rate: 0.012, checks: ['PRO-06'], needs: 'declaration',
    plant: onHeader((content) => isImport(content) && content.items.some(goesOnward) && [...content.fiscalReferences ?? [], ...content.items.flatMap(({ fiscalReferences = [] }) => fiscalReferences)].some(({ role }) => role === 'FR2'), (content) => ({
      ...content, fiscalReferences: (content.fiscalReferences ?? []).filter(({ role }) => role !== 'FR2'),
      items: content.items.map((item) => item.fiscalReferences === undefined ? item : { ...item, fiscalReferences: item.fiscalReferences.filter(({ role }) => role !== 'FR2') })
    }))
  },
  {
    id: 'onward_supply_at_home', pillar: 'procedures', words: 'goods for onward supply stay in the state of release', rate: 0.012, checks: ['PRO-07'], needs: 'declaration',
    plant: onHeader((content) => isImport(content) && content.items.some(goesOnward) && stateOf(content) !== undefined, (content) => ({ ...content, destinationCountry: stateOf(content) ?? '', items: content.items.map((item) => without(item, 'destinationCountry')) }))
  },
  {
    id: 'warehouse_not_named', pillar: 'procedures', words: 'goods enter a warehouse that is not named', rate: 0.015, checks: ['PRO-08'], needs: 'declaration',
    plant: onHeader((content) => isImport(content) && content.items.some(({ requestedProcedure }) => requestedProcedure === '71') && content.warehouse?.id !== undefined, (content) => without(content, 'warehouse'))
  },
  {
    id: 'return_without_export', pillar: 'procedures', words: 'relief for returned goods is claimed, and nothing names their export', rate: 0.02, checks: ['PRO-09'], needs: 'declaration',
    plant: (content) => {
      const item = content.items.find(({ additionalProcedures = [] }) => additionalProcedures.some((code) => RELIEF.has(code)))
      const shown = [content, ...content.items].flatMap(({ documents = [], additionalReferences = [] }) => [...documents, ...additionalReferences])
      if (item === undefined || !isImport(content) || (content.previousDocuments ?? []).length + (item.previousDocuments ?? []).length === 0 || shown.some(({ type = '', reference = '' }) => MRN.test(reference) || /^(N830|N955|C605|EX|CO|NMRN|MRN)$/.test(type))) return undefined
      return { content: withoutEntries(content), itemNumber: item.itemNumber }
    }
  },
  {
    id: 'entry_not_named', pillar: 'procedures', words: 'goods leave a special procedure, and nothing names their entry into it', rate: 0.012, checks: ['PRO-10'], needs: 'declaration',
    plant: (content) => {
      const item = content.items.find(({ previousProcedure = '' }) => DISCHARGED.has(previousProcedure))
      if (item === undefined || (content.previousDocuments ?? []).length + (item.previousDocuments ?? []).length === 0) return undefined
      return { content: withoutEntries(content), itemNumber: item.itemNumber }
    }
  },
  {
    id: 'representation_not_stated', pillar: 'procedures', words: 'the representative does not say whether direct or indirect', rate: 0.003, checks: ['PRO-12'], needs: 'declaration',
    plant: onHeader(({ representative }) => representative?.eori !== undefined && representative.status !== undefined, (content) => ({ ...content, ...(content.representative === undefined ? {} : { representative: without(content.representative, 'status') }) }))
  },
  {
    id: 'broker_without_mandate', pillar: 'procedures', words: 'a broker lodges that has no mandate', rate: 0.002, checks: ['PRO-13'], needs: 'register',
    plant: onHeader(({ representative }) => representative?.status === '2' && BROKERS.some(({ eori }) => eori === representative.eori), (content) => ({ ...content, representative: { ...content.representative, eori: 'IT06802457913' } }))
  },
  {
    id: 'exit_not_confirmed', pillar: 'procedures', words: 'the exit of an export is never confirmed', rate: 0.006, checks: ['PRO-15'], needs: 'declaration',
    plant: onHeader((content, { day, until }) => isExport(content) && content.status === 'exit_confirmed' && dayAfter(content.acceptanceDate ?? day, EXIT_SHOWS_DAYS) < until, (content) => ({ ...content, status: 'released' }))
  },
  {
    id: 'presented_late', pillar: 'lifecycle', words: 'goods of a declaration before arrival are presented after more than thirty days', rate: 0.008, checks: ['LIF-03'], needs: 'declaration',
    plant: onHeader(({ additionalType = '', acceptanceDate, issuedAt }) => /^[DEFK]$/.test(additionalType) && acceptanceDate !== undefined && issuedAt !== undefined, (content, { random }) => ({ ...content, issuedAt: `${dayAfter(content.acceptanceDate ?? '', -31 - random.below(30))}T08:00:00.000Z` }))
  }
]
