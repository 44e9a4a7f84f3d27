import { MRN_PATTERN } from '../data-elements.ts'
import type { DeclarationContent } from '../data-elements.ts'

const MRN = new RegExp(MRN_PATTERN)

/** MRNs among the previous documents (D.E. 12 01): the declarations that this one completes, discharges or follows. Pure. */
export function namedDeclarations (content: DeclarationContent): string[] {
  const documents = [...content.previousDocuments ?? [], ...content.items.flatMap((item) => item.previousDocuments ?? [])]
  return [...new Set(documents.flatMap(({ reference }) => reference !== undefined && MRN.test(reference) && reference !== content.mrn ? [reference] : []))]
}
