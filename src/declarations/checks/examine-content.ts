import { declaredAcceptance, datasetOf, declaredStatus, directionOf, isSupplementary } from '../derivation.ts'
import { isDay } from '../../platform/calendar.ts'
import type { AssessedTax } from '../customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from '../data-elements.ts'
import { NO_LINKS } from './examined.ts'
import type { Amendment, Examined, Links } from './examined.ts'

/** What is known of a declaration beside its content; all optional, since an ERP may ask before it lodges. */
export interface KnownFacts {
  readonly receivedOn: string
  readonly status?: DeclarationStatus
  readonly mrn?: string | null
  readonly acceptedOn?: string | null
  readonly releasedOn?: string | null
  readonly assessedTaxes?: readonly AssessedTax[]
  readonly sameLrnMrn?: string | null
  readonly amendments?: readonly Amendment[]
  readonly links?: Links
  readonly isCounted?: boolean
  /** Acceptance of the simplified declaration or record entry that a supplementary one completes. */
  readonly simplifiedAcceptedOn?: string | null
}

export function examinedOf (content: DeclarationContent, known: KnownFacts): Examined {
  const acceptedOn = known.acceptedOn ?? declaredAcceptance(content)
  return {
    content,
    dataset: datasetOf(content),
    direction: directionOf(content),
    isClearanceRequest: content.items.every((item) => item.requestedProcedure === '00'),
    mrn: known.mrn ?? content.mrn ?? null,
    lawDay: lawDayOf(content, acceptedOn, known),
    status: known.status ?? declaredStatus(content),
    receivedOn: known.receivedOn,
    acceptedOn,
    releasedOn: known.releasedOn ?? null,
    assessedTaxes: known.assessedTaxes ?? [],
    sameLrnMrn: known.sameLrnMrn ?? null,
    amendments: known.amendments ?? [],
    links: known.links ?? NO_LINKS,
    isCounted: known.isCounted ?? false
  }
}

/** UCC 167(4): a supplementary declaration is judged by the day of the simplified one. */
function lawDayOf (content: DeclarationContent, acceptedOn: string | null, known: KnownFacts): string {
  if (isSupplementary(content) && known.simplifiedAcceptedOn != null) return known.simplifiedAcceptedOn
  const issuedOn = content.issuedAt?.slice(0, 10)
  return acceptedOn ?? (issuedOn !== undefined && isDay(issuedOn) ? issuedOn : known.receivedOn)
}
