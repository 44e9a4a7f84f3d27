import { checkDigitOf, hasCheckDigit } from '../../declarations/checks/check-digit.ts'
import type { DeclarationContent } from '../../declarations/data-elements.ts'
import { isExport, onHeader } from './kind.ts'
import type { ErrorKind } from './kind.ts'

/** Errors in references and parties. */

const DIGITS = [...'0123456789']
const STRUCTURED = /^[0-9]{2}[A-Z]{2}[A-Z0-9]{12}[A-Z][0-9]$/
const withMrn = (content: DeclarationContent, head: string): DeclarationContent => ({ ...content, mrn: `${head}${checkDigitOf(head)}` })
const isStructured = ({ mrn = '' }: DeclarationContent): boolean => STRUCTURED.test(mrn) && Number(mrn.slice(0, 2)) >= 23

export const IDENTIFIER_KINDS: readonly ErrorKind[] = [
  {
    id: 'mrn_mistyped', pillar: 'identifiers', words: 'a digit of the MRN is mistyped, which its check digit shows', rate: 0.0015, checks: ['ID-02'], needs: 'declaration',
    plant: onHeader(({ mrn = '' }) => STRUCTURED.test(mrn), (content) => {
      const mrn = content.mrn ?? ''
      // One slip in eleven gives the same check digit, which nobody can see.
      const slips = DIGITS.map((digit) => `${mrn.slice(0, 15)}${digit}${mrn.slice(16)}`)
      return { ...content, mrn: slips.find((slip) => slip !== mrn && !hasCheckDigit(slip)) ?? mrn }
    })
  },
  {
    id: 'mrn_of_other_procedure', pillar: 'identifiers', words: 'the MRN is one of the other direction', rate: 0.001, checks: ['ID-03'], needs: 'declaration',
    plant: onHeader(isStructured, (content) => withMrn(content, `${(content.mrn ?? '').slice(0, 16)}${isExport(content) ? 'R' : 'A'}`))
  },
  {
    id: 'mrn_of_other_year', pillar: 'identifiers', words: 'the MRN is of another year than the acceptance', rate: 0.001, checks: ['ID-07'], needs: 'declaration',
    plant: onHeader((content) => isStructured(content) && content.acceptanceDate !== undefined, (content) => {
      const mrn = content.mrn ?? ''
      return withMrn(content, `${String(Number(mrn.slice(0, 2)) - 1)}${mrn.slice(2, 17)}`)
    })
  },
  {
    id: 'eori_malformed', pillar: 'identifiers', words: 'the representative\'s EORI number is written with blanks', rate: 0.0025, checks: ['ID-04'], needs: 'declaration',
    plant: onHeader(({ representative }) => /^[A-Z]{2}[0-9]{6,12}$/.test(representative?.eori ?? ''), (content) => {
      const eori = content.representative?.eori ?? ''
      return { ...content, representative: { ...content.representative, eori: `${eori.slice(0, 2)} ${eori.slice(2)}` } }
    })
  },
  {
    id: 'lrn_reused', pillar: 'identifiers', words: 'the local reference number of an earlier declaration is used again', rate: 0.0015, checks: ['ID-05'], needs: 'declaration',
    plant: onHeader((content, { earlier }) => earlier !== undefined && content.mrn !== undefined && content.declarant === earlier.declarant, (content, { earlier }) => ({ ...content, ...(earlier === undefined ? {} : { lrn: earlier.lrn }) }))
  },
  {
    id: 'other_companys_declaration', pillar: 'identifiers', words: 'the broker names another of its customers as importer', rate: 0.002, checks: ['ID-06'], needs: 'declaration',
    plant: onHeader((content) => content.importer?.eori !== undefined && content.representative?.eori !== undefined && content.importer.eori !== content.representative.eori, (content) => {
      const stranger = 'IT09988776655'
      const own = content.importer?.eori
      const swapped = content.declarant === own ? { declarant: stranger } : {}
      return { ...content, ...swapped, importer: { eori: stranger }, authorisations: (content.authorisations ?? []).map((authorisation) => ({ ...authorisation, holder: stranger })) }
    })
  }
]
