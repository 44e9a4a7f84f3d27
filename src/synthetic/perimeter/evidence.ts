import { BROKERS, SITES } from '../partners.ts'
import { dayAfter } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { contentHash } from './content-hash.ts'
import type { Members, PerimeterFile } from './perimeter-record.ts'
import { timelineOf } from './timeline.ts'

/** Evidence for financial solvency (UCC 39(c)) and security (UCC 39(e)); some of it ends soon, and the plan of one site has ended. Pure. */

/** Kind, and days before the end of the year on which it was issued. */
const OF_THE_OPERATOR: readonly [criterion: string, kind: string, issuedDaysBefore: number][] = [
  ['financial_solvency', 'filed_accounts', 180], ['financial_solvency', 'payment_punctuality', 310], ['financial_solvency', 'insolvency_check', 90], ['financial_solvency', 'net_assets_statement', 180],
  ['security', 'threat_assessment', 300], ['security', 'access_review', 45], ['security', 'backup_test', 150], ['security', 'penetration_test', 400], ['security', 'awareness_training', 330]
]
/** Of each site in turn. */
const PLANNED_DAYS_BEFORE = [120, 250, 430]

export function evidenceFile ({ until, suppliers }: Trader): PerimeterFile {
  const { until: last } = timelineOf(until)
  const evidence = (criterion: string, kind: string, daysBefore: number, about: Members = {}): Members => {
    const issuedOn = dayAfter(last, -daysBefore)
    const reference = [kind, ...Object.values(about), issuedOn].join('-')
    return { reference, criterion, kind, outcome: 'passed', issuedOn, validFrom: issuedOn, ...about, sha256: contentHash(reference), archive: 'archive-1', locator: `evidence/${reference}` }
  }
  return {
    path: '/v1/criteria-evidence/bulk', records: [
      ...OF_THE_OPERATOR.map(([criterion, kind, daysBefore]) => evidence(criterion, kind, daysBefore)),
      ...SITES.flatMap(({ id: siteCode }, index) => [
        evidence('security', 'security_plan', PLANNED_DAYS_BEFORE[index] ?? 120, { siteCode }), evidence('security', 'site_check', 60 + index * 120, { siteCode }), evidence('security', 'site_plan', 600, { siteCode })
      ]),
      ...BROKERS.map(({ eori: partner }, index) => evidence('security', 'partner_check', 40 + index * 75, { partner })),
      ...suppliers.slice(0, 6).map(({ ref: partner }, index) => evidence('security', 'partner_check', 80 + index * 50, { partner }))
    ]
  }
}
