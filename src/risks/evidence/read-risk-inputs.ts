import { setImmediate as others } from 'node:timers/promises'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { inputToWire } from '../register/wire.ts'
import type { Place } from './combined-scope.ts'
import type { EvidenceSources } from './deps.ts'
import type { EvidenceFacts, UnreviewedFinding } from './evidence-facts.ts'
import { evidenceOf, inputIfReviewed, inputOf } from './evidence-of.ts'
import type { Exposures } from './evidence-of.ts'
import { exposureQuestions } from './exposure.ts'
import type { ExposureQuestions } from './exposure.ts'
import { nameOf, readExposures, spanOf } from './read-exposures.ts'
import type { EvidenceScope, EvidenceSettings, RiskFacts, RiskInputs } from './risk-evidence.ts'
import { readStatedRisks } from './stated-risks.ts'
import type { StatedRisk } from './stated-risks.ts'
import { byKind } from './unreviewed.ts'
import { windowsOf } from './windows.ts'
import type { Days, Windows } from './windows.ts'

/** Everything that the figures of all risks in a scope are made of, with a constant number of statements. */

interface RiskInScope extends StatedRisk {
  readonly windows: Windows | null
  readonly questions: ExposureQuestions
}

/**
 * As it stands in this transaction. Controls are those in force on the last day, with all their tests up to it.
 *
 * @param settings those of the operator if absent. @param mostEvents of each risk that are named one by one; as many as an assessment keeps if absent.
 */
export async function readRiskInputs (tx: OperatorTx, sources: EvidenceSources, scope: EvidenceScope, settings?: EvidenceSettings, mostEvents?: number): Promise<RiskInputs> {
  const { settings: by, on, risks: stated, unscored } = await readStatedRisks(tx, scope, settings)
  const observedFrom = await sources.firstDeclared(tx)
  const risks = stated.map((risk) => riskInScope(risk, on, by, observedFrom))
  const facts = await readFacts(tx, sources, risks)
  const exposures = await readExposures(tx, sources, risks.flatMap(({ questions: { window, year } }) => [window, year].filter((question) => question !== null)))
  const found: RiskFacts[] = []
  for (const each of risks) {
    found.push(factsOf(each, { facts: facts(each.windows), exposures: exposuresOf(each, exposures), settings: by, mostEvents }))
    // Each risk is held against every finding: others' requests have their turn in between.
    await others()
  }
  return { scope, settings: by, on, risks: found, unscored }
}

function riskInScope (stated: StatedRisk, on: string, { windowMonths }: EvidenceSettings, observedFrom: string | null): RiskInScope {
  const { risk: { input: { exposureBasis: basis } }, scope } = stated
  const windows = windowsOf({ basis, on, months: windowMonths, period: scope.period, observedFrom })
  return { ...stated, windows, questions: windows === null ? { window: null, year: null } : exposureQuestions(basis, scope, windows) }
}

function exposuresOf ({ questions: { window, year } }: RiskInScope, exposures: ReadonlyMap<string, number | null>): Exposures {
  const answerTo = (question: typeof window): number | null => question === null ? null : exposures.get(nameOf(question)) ?? null
  return { windowExposure: answerTo(window), yearExposure: answerTo(year) }
}

interface Read { readonly facts: EvidenceFacts, readonly exposures: Exposures, readonly settings: EvidenceSettings, readonly mostEvents: number | undefined }

function factsOf ({ risk: { id, code, title, area, criterion, input: statement }, scope, controls, tolerance, windows }: RiskInScope, { facts, exposures, settings, mostEvents }: Read): RiskFacts {
  const evidence = evidenceOf(statement, scope, windows, exposures, facts, mostEvents)
  const input = inputOf(statement, controls, evidence, settings.priorStrength)
  return { id, code, title, area, criterion, statement: inputToWire(statement), controls, evidence, tolerance, input, inputIfReviewed: inputIfReviewed(input, evidence) }
}

const NOTHING: EvidenceFacts = { findings: [], unreviewed: [], sanctions: [], wrongOutputs: [], placeOf: () => undefined, confirmedShares: new Map() }

/** Of the days of all risks together; each looks at its own. What nobody reviewed is counted without its days, and so for each of the few windows that there are. */
async function readFacts (tx: OperatorTx, sources: EvidenceSources, risks: readonly RiskInScope[]): Promise<(windows: Windows | null) => EvidenceFacts> {
  const windows = risks.flatMap(({ windows: own }) => own === null ? [] : [own.window])
  if (windows.length === 0) return () => NOTHING
  const days = spanOf(windows)
  const asksPlaces = risks.some(({ scope: { sites, procedures } }) => sites.length > 0 || procedures.length > 0)
  const asksDays = risks.some(({ scope: { period } }) => period.from !== null || period.to !== null)
  const findings = await sources.confirmedFindings(tx, days)
  const inDetail = asksPlaces || asksDays
  const unreviewed = new Map<string, readonly UnreviewedFinding[]>()
  for (const asked of inDetail ? [days] : windows) {
    if (!unreviewed.has(spanName(asked))) unreviewed.set(spanName(asked), await sources.unreviewedFindings(tx, asked, inDetail))
  }
  const wrongOutputs = await sources.wrongOutputs(tx, days)
  const sanctions = await sources.sanctions(tx, days)
  const placeOf = asksPlaces ? await readPlaces(tx, sources, [...findings, ...[...unreviewed.values()].flat()].map(({ declarationId }) => declarationId), wrongOutputs.flatMap(({ declarationIds }) => declarationIds), risks.some(({ scope: { procedures } }) => procedures.length > 0)) : NOTHING.placeOf
  const confirmedShares = await readShares(tx, sources, days)
  const kinds = new Map([...unreviewed].map(([span, ofSpan]) => [span, byKind(ofSpan)]))
  return (own) => ({ findings, unreviewed: kinds.get(spanName(inDetail ? days : own?.window ?? days)) ?? [], wrongOutputs, sanctions, placeOf, confirmedShares })
}

const spanName = ({ from, to }: Days): string => `${from} ${to}`

async function readPlaces (tx: OperatorTx, { places }: EvidenceSources, ofFindings: readonly (string | null)[], ofOutputs: readonly string[], withItems: boolean): Promise<EvidenceFacts['placeOf']> {
  const ids = [...new Set([...ofFindings.filter((id) => id !== null), ...ofOutputs])]
  const known = new Map<string, { readonly whole: Place, readonly items: ReadonlyMap<number, Place> }>()
  for (const [index, { declarationId, siteId, items }] of (await places(tx, ids, withItems)).entries()) {
    const site = siteId ?? ''
    const requested = items.map(({ itemNumber, procedure }) => [itemNumber, procedure.slice(0, 2)] as const)
    known.set(declarationId, { whole: { site, procedures: [...new Set(requested.map(([, procedure]) => procedure))] }, items: new Map(requested.map(([itemNumber, procedure]) => [itemNumber, { site, procedures: [procedure] }])) })
    if (index % TURN === 0) await others()
  }
  return (declarationId, itemNumber): Place | undefined => {
    const found = known.get(declarationId)
    return found === undefined || itemNumber === null ? found?.whole : found.items.get(itemNumber) ?? { site: found.whole.site, procedures: [] }
  }
}

/** Declarations that are taken in before others' requests have their turn. */
const TURN = 2_000

async function readShares (tx: OperatorTx, { decidedFindings }: EvidenceSources, days: Days): Promise<ReadonlyMap<string, number | null>> {
  return new Map((await decidedFindings(tx, days)).map(({ check, confirmed, dismissed }) => [check, confirmed + dismissed === 0 ? null : confirmed / (confirmed + dismissed)]))
}
