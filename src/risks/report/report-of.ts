import { createHash } from 'node:crypto'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { ReportFacts, ReportModel } from './model.ts'
import type { KeptWords } from '../words/frozen-words.ts'
import { placesOf, withReferences, withWords } from '../words/reference.ts'
import { summaryOf } from './summary.ts'

/**
 * The report of these facts. The same facts give the same report, byte by byte, for as long as none of their words are erased.
 * @param kept words behind the references in the facts.
 */
export function reportOf (facts: ReportFacts, kept: readonly KeptWords[] = []): ReportModel {
  const salts = new Map(kept.map(({ reference, salt }) => [reference, salt?.toString('hex') ?? null]))
  const read = withWords(facts, new Map(kept.map(({ reference, words }) => [reference, words])))
  return { ...read, summary: summaryOf(read), dataHash: factsHash(facts), words: placesOf(facts).map((place) => ({ ...place, salt: salts.get(place.reference) ?? null })) }
}

export const factsHash = (facts: ReportFacts): string => createHash('sha256').update(canonicalJson(facts), 'utf8').digest('hex')

/** What the hash is of: the report without what was made of its facts, with the references of its words in their places. */
export function factsOf ({ summary: _summary, dataHash: _dataHash, words, ...facts }: ReportModel): ReportFacts {
  return withReferences(facts, words)
}

/** The report as JSON; whoever puts the references of `words` in their places, takes `summary`, `dataHash` and `words` out and hashes the rest as canonical JSON finds the data hash. */
export const reportJson = (report: ReportModel): string => canonicalJson(report)
