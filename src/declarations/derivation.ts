import { isDay } from '../platform/calendar.ts'
import type { DeclarationContent, DeclarationStatus, Direction, ItemContent } from './data-elements.ts'

/** What follows from a declaration when the source does not say it (customs.md 2.5, 2.8). Pure. */

const EXPORT_PROCEDURES = new Set(['10', '11', '21', '22', '23', '31', '76', '77'])
/** Types lodged before the goods are presented (UCC 171); K is the national pre-lodged twin of J. */
const PRE_LODGED_TYPES = new Set(['D', 'E', 'F', 'K'])
const SIMPLIFIED_TYPES = new Set(['B', 'C', 'E', 'F'])
const LOW_VALUE_PROCEDURES = new Set(['F48', 'F49', 'F53'])
/** National types for goods entered in the declarant's records: the notice of presentation carries I2 or C2. */
const RECORD_ENTRY_TYPES = new Set(['J', 'K'])
/** National markers of a smaller data set: low value under an additional procedure, internal-market movements to Northern Ireland. */
const NATIONAL_LOW_VALUE = '1H7'
const INTERNAL_MARKET_DOCUMENT = '1UKI'

const firstProcedure = (content: DeclarationContent): string => content.items[0]?.requestedProcedure ?? ''

/** EX is export, IM import; CO (special fiscal territories) is what its procedure says. */
export function directionOf (content: DeclarationContent): Direction {
  if (content.direction !== undefined) return content.direction
  if (content.declarationType === 'EX') return 'export'
  return content.declarationType === 'CO' && EXPORT_PROCEDURES.has(firstProcedure(content)) ? 'export' : 'import'
}

export function isPreLodged (content: DeclarationContent): boolean {
  return PRE_LODGED_TYPES.has(content.additionalType ?? '')
}

export function declaredStatus (content: DeclarationContent): DeclarationStatus {
  return content.status ?? (isPreLodged(content) ? 'pre_lodged' : 'lodged')
}

/** Data set of Annex B, as the sender says or as type and procedure imply. */
export function datasetOf (content: DeclarationContent): string {
  if (content.dataset !== undefined) return content.dataset
  const direction = directionOf(content)
  if (RECORD_ENTRY_TYPES.has(content.additionalType ?? '')) return direction === 'import' ? 'I2' : 'C2'
  if (SIMPLIFIED_TYPES.has(content.additionalType ?? '')) return direction === 'import' ? 'I1' : 'C1'
  return direction === 'import' ? importDataset(content) : exportDataset(content)
}

const BY_IMPORT_PROCEDURE = new Map([['71', 'H2'], ['53', 'H3'], ['51', 'H4']])
const BY_EXPORT_PROCEDURE = new Map([['21', 'B2'], ['22', 'B2'], ['76', 'B3'], ['77', 'B3']])

function importDataset (content: DeclarationContent): string {
  const additional = content.items.flatMap((item) => item.additionalProcedures ?? [])
  const procedure = firstProcedure(content)
  if (procedure === '' && additional.some((code) => LOW_VALUE_PROCEDURES.has(code))) return 'H7'
  if (additional.includes(NATIONAL_LOW_VALUE)) return 'H7'
  if (content.items.some(({ documents = [] }) => documents.some(({ type }) => type === INTERNAL_MARKET_DOCUMENT))) return 'H8'
  const special = BY_IMPORT_PROCEDURE.get(procedure)
  if (special !== undefined) return special
  return content.declarationType === 'CO' || additional.includes('F15') ? 'H5' : 'H1'
}

function exportDataset (content: DeclarationContent): string {
  return BY_EXPORT_PROCEDURE.get(firstProcedure(content)) ?? (content.declarationType === 'CO' ? 'B4' : 'B1')
}

const SIMPLIFIED_DATASETS = new Set(['I1', 'I2', 'C1', 'C2'])
/** Whether a supplementary declaration follows it: simplified, or the entry in the declarant's records (UCC 166, 182). */
export const isSimplified = ({ additionalType, dataset }: { readonly additionalType: string | null, readonly dataset: string | null }): boolean =>
  SIMPLIFIED_TYPES.has(additionalType ?? '') || RECORD_ENTRY_TYPES.has(additionalType ?? '') || SIMPLIFIED_DATASETS.has(dataset ?? '')

const SUPPLEMENTARY_TYPES = new Set(['X', 'Y', 'Z', 'U', 'V'])
/** Whether it completes a simplified declaration or an entry in the records (UCC 167). */
export const isSupplementary = ({ additionalType }: { readonly additionalType?: string | null | undefined }): boolean => SUPPLEMENTARY_TYPES.has(additionalType ?? '')

/** Declaration type and additional type together, for example `IMA`. */
export const typeOf = (content: DeclarationContent): string => `${content.declarationType}${content.additionalType ?? ''}`

/** HS, CN and TARIC digits as one code; '' when none was declared. */
export const commodityCodeOf = (item: ItemContent): string => `${item.hs6 ?? ''}${item.cn2 ?? ''}${item.taric2 ?? ''}`

/** Requested and previous procedure together, for example `4000`; '' when none was declared. */
export const procedureOf = (item: ItemContent): string => `${item.requestedProcedure ?? ''}${item.previousProcedure ?? ''}`

/** The declared day of acceptance, if such a day exists. */
export function declaredAcceptance (content: DeclarationContent): string | null {
  return content.acceptanceDate !== undefined && isDay(content.acceptanceDate) ? content.acceptanceDate : null
}
