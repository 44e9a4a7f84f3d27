import { isDay } from '../../platform/calendar.ts'
import type { RegisterNeeds } from '../../platform/registers.ts'
import { ARC, MOVEMENT_DOCUMENT } from '../checks/excise.ts'
import { LICENCE } from '../checks/licences.ts'
import { COMPREHENSIVE } from '../checks/payment.ts'
import type { DeclarationContent, ItemContent } from '../data-elements.ts'
import { isSupplementary } from '../derivation.ts'
import { namedDeclarations } from './named-declarations.ts'

/** What the checks may ask of registers about declarations. Pure. */

export interface AskingDeclaration {
  readonly content: DeclarationContent
  readonly mrn: string | null
  /** Day on which it counts: acceptance, else receipt. */
  readonly lawDay: string
  readonly releasedOn?: string | null | undefined
}

type Place = Pick<ItemContent, 'documents' | 'additionalReferences' | 'transportDocuments'>

export interface BatchNeeds extends RegisterNeeds {
  /** Whether a comprehensive guarantee is used. */
  readonly hasGuarantee: boolean
}

export function registerNeedsOf (declarations: readonly AskingDeclaration[]): BatchNeeds {
  const goodsRefs = new Set<string>()
  const supplierRefs = new Set<string>()
  const representatives = new Set<string>()
  const mrns = new Set<string>()
  const arcs = new Set<string>()
  const documentReferences = new Set<string>()
  const reviewers = new Set<string>()
  let [firstDay, lastDay] = ['9999-12-31', '0000-01-01']
  const readDocuments = ({ documents = [], additionalReferences = [], transportDocuments = [] }: Place): void => {
    for (const list of [documents, additionalReferences, transportDocuments]) {
      for (const { type = '', reference = '' } of list) {
        if (type === MOVEMENT_DOCUMENT && ARC.test(reference)) arcs.add(reference)
        if (reference !== '' && LICENCE.test(type)) documentReferences.add(reference)
      }
    }
  }
  for (const declaration of declarations) {
    const { content } = declaration
    const mrn = declaration.mrn ?? content.mrn
    if (mrn !== undefined) mrns.add(mrn)
    if (content.representative?.eori !== undefined) representatives.add(content.representative.eori)
    readDocuments(content)
    for (const item of content.items) {
      if (item.goodsRef !== undefined) goodsRefs.add(item.goodsRef)
      if (item.supplierRef !== undefined) supplierRefs.add(item.supplierRef)
      const reviewer = item.aiAssisted?.classification?.reviewerId
      if (reviewer !== undefined) reviewers.add(reviewer)
      readDocuments(item)
    }
    for (const day of daysOf(declaration)) {
      if (day < firstDay) firstDay = day
      if (day > lastDay) lastDay = day
    }
  }
  return {
    goodsRefs: [...goodsRefs], supplierRefs: [...supplierRefs], representatives: [...representatives], mrns: [...mrns], arcs: [...arcs],
    documentReferences: [...documentReferences], reviewers: [...reviewers], firstDay, lastDay,
    hasGuarantee: declarations.some(({ content: { guarantees = [] } }) => guarantees.some(({ type }) => type === COMPREHENSIVE))
  }
}

/** Every day on which a check may ask what held. */
function daysOf ({ content, lawDay, releasedOn }: AskingDeclaration): string[] {
  const reviewed = content.items.flatMap(({ aiAssisted }) => aiAssisted?.classification?.reviewedAt?.slice(0, 10) ?? [])
  const told = [lawDay, content.acceptanceDate, content.issuedAt?.slice(0, 10), releasedOn, ...reviewed].filter((day) => day != null && isDay(day)) as string[]
  return isSupplementary(content) ? [...told, ...namedDeclarations(content).map(yearBegins)] : told
}

/**
 * A supplementary declaration is judged by the day on which the simplified one was accepted. That day is read in the same flight as
 * the registers; until then the MRN tells its year.
 */
const yearBegins = (mrn: string): string => `20${mrn.slice(0, 2)}-01-01`
