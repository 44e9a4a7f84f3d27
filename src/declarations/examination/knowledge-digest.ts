import { hash } from 'node:crypto'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { LicenceKnowledge } from '../checks/knowledge.ts'
import { LICENCE } from '../checks/licences.ts'
import type { DeclarationContent } from '../data-elements.ts'
import type { RegisterAnswers } from './registers.ts'

/**
 * Names what was known of the goods, suppliers and licences that a declaration names, as those registers said on the day whose law
 * applies. They hold what a declaration is judged by, like lists, and no version of theirs moves with each change: an operator decides on
 * goods all day. What arrives later and is evidence (documents, movements, exits) has no place here; a finding that it settles was right. Pure.
 */

const DIGITS = 16

/** @returns undefined while the operator keeps none of these registers. */
export function knowledgeDigest (content: DeclarationContent, lawDay: () => string, { goods, suppliers, licences }: RegisterAnswers): string | undefined {
  if (goods === undefined && suppliers === undefined && licences === undefined) return undefined
  const day = lawDay()
  const answers = [
    answersOf(content.items.map(({ goodsRef }) => goodsRef), goods === undefined ? undefined : (ref) => goods.find(ref, day)),
    answersOf(content.items.map(({ supplierRef }) => supplierRef), suppliers === undefined ? undefined : (ref) => suppliers.find(ref, day)),
    answersOf(licencesNamed(content), licences === undefined ? undefined : (ref) => licenceTerms(licences.find(ref)))
  ]
  return hash('sha256', canonicalJson(answers)).slice(0, DIGITS)
}

/** Null where there is no such register, or it does not know the reference. */
function answersOf (references: readonly (string | undefined)[], find: ((reference: string) => unknown) | undefined): unknown {
  if (find === undefined) return null
  const named = [...new Set(references.filter((reference) => reference !== undefined))].toSorted()
  return named.map((reference) => [reference, find(reference) ?? null])
}

/** References of the licences that a declaration uses. */
export const licencesNamed = (content: DeclarationContent): string[] => [content, ...content.items]
  .flatMap(({ documents = [], additionalReferences = [] }) => [...documents, ...additionalReferences])
  .flatMap(({ type = '', reference }) => reference !== undefined && LICENCE.test(type) ? [reference] : [])

/** What is attributed moves with every use: the licence is what it was. */
const licenceTerms = (licence: LicenceKnowledge | undefined): unknown =>
  licence === undefined ? null : { validFrom: licence.validFrom, validUntil: licence.validUntil, balance: licence.balance }
