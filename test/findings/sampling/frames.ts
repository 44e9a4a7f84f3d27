import fc from 'fast-check'
import type { FrameEntry } from '../../../src/findings/sampling/frame.ts'

export const entry = (declarationId: string, fields: Partial<FrameEntry> = {}): FrameEntry =>
  ({ declarationId, itemNumber: 1, stratum: 'importer', bookValue: '100', hasErrorHit: false, ...fields })

/** Frames without an entry twice, of amounts in cents below one thousand. */
export const frames: fc.Arbitrary<FrameEntry[]> = fc.uniqueArray(fc.record({
  declarationId: fc.integer({ min: 1, max: 60 }).map((number) => `d${number}`),
  itemNumber: fc.option(fc.integer({ min: 1, max: 3 })),
  stratum: fc.constantFrom('importer/large', 'importer/small', 'representative'),
  bookValue: fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toFixed(2)),
  hasErrorHit: fc.integer({ min: 0, max: 9 }).map((digit) => digit === 0)
}), { selector: ({ declarationId, itemNumber }) => `${declarationId}/${itemNumber}`, maxLength: 80 }).map((entries) => entries.map((one) => ({ ...one })))
