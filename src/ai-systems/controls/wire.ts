import type { Control, ControlStanding } from './control.ts'
import type { RatedControl } from './control-operations.ts'
import type { KeptRating } from './control-store.ts'
import type { ThemeAnswer } from './themes.ts'

/** Controls as they cross the wire. */

export const controlToWire = ({ applies: _applies, orAbroad: _abroad, ...control }: Control) => control

const evidenceOf = (rating: KeptRating | undefined) => rating?.evidenceReference == null || rating.evidenceSha256 === null ? null : { reference: rating.evidenceReference, sha256: rating.evidenceSha256 }

export const ratingToWire = (rating: KeptRating) => ({
  revision: rating.revision, rating: rating.rating, reason: rating.reason, evidence: evidenceOf(rating), version: rating.version, ratedOn: rating.ratedOn, ratedBy: rating.ratedBy, recordedAt: rating.recordedAt.toISOString()
})

export function ratedToWire ({ standing: { control, applies, state, reviewOn }, rating }: RatedControl) {
  return {
    control: control.id, theme: control.theme, text: control.control, severityIfMissing: control.severityIfMissing, applies: applies ?? null, state, rating: rating?.rating ?? null, reason: rating?.reason ?? null,
    evidence: evidenceOf(rating),
    version: rating?.version ?? null, ratedOn: rating?.ratedOn ?? null, reviewOn, ratedBy: rating?.ratedBy ?? null, recordedAt: rating?.recordedAt.toISOString() ?? null
  }
}

const standingToWire = ({ control, applies, rating, state }: ControlStanding) => ({ control: control.id, applies: applies ?? null, rating, state })

export const themeToWire = ({ controls, ...answer }: ThemeAnswer) => ({ ...answer, facts: [...answer.facts], controls: controls.map(standingToWire) })
