import { createHash } from 'node:crypto'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import type { ReportFacts, ReportModel } from './model.ts'
import { summaryOf } from './summary.ts'

/** The report of these facts. The same facts give the same report, byte by byte. */
export const reportOf = (facts: ReportFacts): ReportModel => ({ ...facts, summary: summaryOf(facts), dataHash: factsHash(facts) })

export const factsHash = (facts: ReportFacts): string => createHash('sha256').update(canonicalJson(facts), 'utf8').digest('hex')

/** What the hash is of: the report without what was made of its facts. */
export function factsOf ({ summary: _summary, dataHash: _dataHash, ...facts }: ReportModel): ReportFacts {
  return facts
}

/** The report as JSON; whoever takes `summary` and `dataHash` out and hashes the rest as canonical JSON finds the data hash. */
export const reportJson = (report: ReportModel): string => canonicalJson(report)
