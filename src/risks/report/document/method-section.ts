import type { ReportModel } from '../model.ts'
import { CONSIDERED_WORDS, counted, day, instant, listed, plain, STAGE_WORDS, whole } from '../words.ts'
import type { Block, Section } from './blocks.ts'
import { tableOr } from './blocks.ts'

/** How it was worked out, so that anybody can do it again: scope, method, words, frozen stages and hashes. */
export function method (report: ReportModel): Section {
  const { audit, dataHash } = report
  return {
    id: 'method', title: 'Scope, method and proof',
    blocks: [
      ...scopeBlocks(report), ...methodBlocks(report),
      tableOr({
        id: 'stages-table', caption: 'Closed stages; each is a frozen snapshot that gives the same bytes when it is computed again',
        columns: [{ title: 'Stage', weight: 2.4 }, { title: 'Closed', weight: 2.6 }, { title: 'SHA-256 of the snapshot', weight: 5 }],
        rows: audit.closedStages.map(({ stage, closedAt, closedBy, snapshotHash }) => [STAGE_WORDS[stage], { text: instant(closedAt), under: closedBy }, snapshotHash])
      }, 'No stage has been closed yet.'),
      { kind: 'text', role: 'note', text: `Audit ${audit.id}, version ${audit.version}. The data hash is the SHA-256 of the facts of this report as canonical JSON: whoever puts each reference of “words” in its place in the JSON form, takes “summary”, “dataHash” and “words” out and hashes the rest finds ${dataHash.slice(0, 12)}… again.` }
    ]
  }
}

function scopeBlocks ({ scope }: ReportModel): Block[] {
  const parts = [
    ...(scope.sites.length === 0 ? [] : [`sites ${listed(scope.sites)}`]), ...(scope.procedures.length === 0 ? [] : [`procedures ${listed(scope.procedures)}`]),
    ...(scope.pillars.length === 0 ? [] : [`pillars ${listed(scope.pillars)}`])
  ]
  return [
    { kind: 'text', text: `Scope: ${parts.length === 0 ? 'the whole operator' : parts.join('; ')}; ${day(scope.from)} to ${day(scope.to)}.` },
    ...(scope.considered.length === 0 ? [] : [{ kind: 'list', title: 'Considered when risks were identified', items: scope.considered.map(({ kind, title, reference, date }) => `${CONSIDERED_WORDS[kind]}: ${title}, ${reference}${date === null ? '' : `, ${day(date)}`}`) } satisfies Block]),
    ...(scope.leftOut.length === 0 ? [] : [{ kind: 'list', title: 'Left out', items: scope.leftOut.map(({ area, reason, risks = [] }) => `${plain(area)}: ${reason}${risks.length === 0 ? '' : ` (in no figure: ${listed(risks.map(({ code, title }) => `${title}, ${code}`))})`}`) } satisfies Block])
  ]
}

const methodBlocks = ({ method: used }: ReportModel): Block[] => [
  { kind: 'text', text: `Risk method version ${used.methodVersion}, catalogue ${used.catalogueVersion}. Evidence counts from ${day(used.windowFrom)} to ${day(used.windowTo)}; the experts’ judgement weighs as much as ${counted(used.priorStrength, 'event')}. Losses of a year are simulated over ${whole(used.simulatedYears)} years with the seed “${used.seed}”. No figure was typed in: people state inputs and sign acceptances.` },
  { kind: 'list', title: 'Words', items: [
    'Expected loss: what an average year costs. Most years cost less, few cost much more.',
    'Before controls: what the evidence implies if no control worked.',
    'Likelihood and impact: levels 1 to 5; the score is one times the other. The matrix is a view of the figures, not a second opinion.',
    'Acceptable: the score is at most the acceptable score of the area, and the expected loss of the risk at most the appetite of the area. An impact of 5 always needs a signature.',
    '90 % interval: with 90 % probability the true frequency lies inside.'
  ] }
]
