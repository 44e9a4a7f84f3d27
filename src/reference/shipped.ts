import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedCodes, shippedCountries, shippedDatedCodes, shippedProcedures, undatedList } from './code-lists.ts'
import { shippedNomenclature } from './nomenclature.ts'
import { shippedProofs } from './proofs.ts'
import type { FlatDuty, ReferenceData } from './reference-data.ts'
import { isInForce, readList } from './shipped-list.ts'

/** The lists that ship with the service, read once. Measures are for the operator to load. */

let shipped: ReferenceData | undefined

export function shippedReference (): ReferenceData {
  shipped ??= readShipped()
  return shipped
}

function readShipped (): ReferenceData {
  const { methods, additions, deductions } = readList<{ methods: string[], additions: string[], deductions: string[] }>('valuation').entries
  const vague = new Set([...readList<string[]>('vague-terms').entries, ...readList<string[]>('vague-words').entries])
  return {
    version: versionOfLists(),
    countries: shippedCountries(),
    currencies: shippedCodes('currencies'),
    nomenclature: shippedNomenclature(),
    procedures: shippedProcedures(),
    additionalProcedures: shippedDatedCodes('additional-procedures'),
    documentTypes: shippedCodes('document-types'),
    authorisationTypes: shippedCodes('authorisation-types'),
    preferences: shippedCodes('preferences'),
    valuationMethods: undatedList(methods),
    additionCodes: undatedList([...additions, ...deductions]),
    proofs: shippedProofs(),
    isVague: (description) => vague.has(description.trim().toLowerCase()),
    supplementaryLimitDays: readList<{ supplementaryLimitDays: number }>('deadlines').entries.supplementaryLimitDays,
    flatDuties: shippedFlatDuties(),
    measures: {}
  }
}

function shippedFlatDuties (): ReferenceData['flatDuties'] {
  const { entries } = readList<(FlatDuty & { from: string, until: string | null })[]>('flat-duties')
  return (day) => entries.filter(({ from, until }) => isInForce(['', from, until], day))
}

/** Another byte in any list is another version. */
function versionOfLists (): string {
  const folder = join(import.meta.dirname, 'lists')
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json')).toSorted()) hash.update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}
