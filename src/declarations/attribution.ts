import type { DeclarationContent } from './data-elements.ts'

/** To which part of the operator, and of the Union, a declaration belongs (customs.md 9). Pure. */

/** What the organisation knows of its people and sites: codes of the units that they belonged to on a day. */
export interface Directory {
  readonly unitOfPerson: (pseudonym: string, day: string) => string | undefined
  readonly unitOfSite: (code: string, day: string) => string | undefined
}

/** What a declaration says of who made it. */
export interface Maker { readonly orgUnitId?: string | undefined, readonly handledBy?: string | undefined, readonly siteId?: string | undefined }

/**
 * The unit that a declaration is counted for: the one that it names, else that of the person who handled it, else that of the site.
 *
 * @param day of acceptance, until then of receipt: who moves on later leaves his declarations where they were made.
 * @returns null where nothing says a unit; without a directory only what the declaration names counts.
 */
export function unitOf ({ orgUnitId, handledBy, siteId }: Maker, day: string, directory: Directory | undefined): string | null {
  if (orgUnitId !== undefined) return orgUnitId
  const ofHandler = handledBy === undefined ? undefined : directory?.unitOfPerson(handledBy, day)
  return ofHandler ?? (siteId === undefined ? undefined : directory?.unitOfSite(siteId, day)) ?? null
}

export const siteOf = ({ siteId }: DeclarationContent): string => siteId ?? ''

/** EORI of the representative; '' for a declaration that the declarant lodged himself. */
export const brokerOf = ({ representative }: DeclarationContent): string => representative?.eori ?? ''

const COUNTRY = /^[A-Z]{2}/

/**
 * The member state in which a declaration is lodged: that of the office of lodgement, else of the office that registered it (third and
 * fourth place of the MRN), else of the office of export, else of presentation. Offices begin with their country (Annex B, an8).
 */
export function memberStateOf ({ lodgementOffice, exportOffice, presentationOffice }: DeclarationContent, mrn: string | null): string {
  const stated = [lodgementOffice, mrn?.slice(2), exportOffice, presentationOffice]
  return stated.map((text) => COUNTRY.exec(text ?? '')?.[0]).find((country) => country !== undefined) ?? ''
}

/** Whether an AI system proposed an element of an item. */
export const usesAi = ({ items }: DeclarationContent): boolean =>
  items.some(({ aiAssisted }) => aiAssisted !== undefined && Object.keys(aiAssisted).length > 0)
