import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import type { YearDeclaration } from '../year.ts'
import { contentHash } from './content-hash.ts'
import { faultsIn } from './perimeter-faults.ts'
import type { Members, PerimeterFile } from './perimeter-record.ts'

/** Documents that declarations name, as the archive has them: all but those that are planted as missing. Pure. */

export const archivedFile = (year: Iterable<YearDeclaration>, trader: Trader): PerimeterFile => ({ path: '/v1/documents/bulk', records: archived(year, trader) })

function * archived (year: Iterable<YearDeclaration>, trader: Trader): Generator<Members> {
  for (const made of year) {
    const { content: { mrn, documents = [], items, acceptanceDate = '' } } = made
    if (mrn === undefined || !MRN.test(mrn)) continue
    const named = [...documents, ...items.flatMap((item) => item.documents ?? [])].flatMap(({ type = '', reference = '', validUntil }) => type === '' || reference === '' ? [] : [{ type, reference, validUntil }])
    const all = [...new Map(named.map((document) => [`${document.type} ${document.reference}`, document])).values()]
    const lost = faultsIn(made, trader).includes('document_not_archived') ? 1 : 0
    for (const { type, reference, validUntil } of all.slice(lost)) {
      yield {
        mrn, type, reference, sha256: contentHash(`${mrn} ${type} ${reference}`), archive: 'archive-1', locator: `${acceptanceDate.slice(0, 7)}/${mrn}/${type}`, archivedAt: `${dayAfter(acceptanceDate, 2)}T18:00:00.000Z`,
        ...(validUntil === undefined ? {} : { validUntil })
      }
    }
  }
}

const MRN = /^[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]$/
