import { declaredOutputs } from './ai/declared-outputs.ts'
import type { MadeOutput } from './ai/made-output.ts'
import { streamOutputs } from './ai/outputs.ts'
import { plantedChecks, plantedSteps } from './ai/planted.ts'
import { outputSteps, referenceTimes } from './ai/steps.ts'
import { loadAiIncidents } from './load-ai-incidents.ts'
import { addCounts, loadFile, loadRecords } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'
import type { YearDeclaration } from './year.ts'

/** What AI systems proposed and what people made of it, as the systems' own interfaces send it: in bulk, before it is declared. */
export async function loadAiOutputs (service: Service, trader: Trader, year: Iterable<YearDeclaration>): Promise<LoadCount> {
  // How long a look takes stands with each decision as it was known when the decision came.
  let count = await loadRecords(service, referenceTimes(trader).map((payload) => ({ path: TIMES, payload, listed: `${TIMES}?limit=100`, same: ['pillar', 'measuredOn'] })))
  count = addCounts(count, await loadFile(service, { path: OUTPUTS, records: sentOf(streamOutputs(trader)) }))
  count = addCounts(count, await loadRecords(service, plantedChecks(trader).map((payload) => ({ path: PLANTED, payload, listed: `${PLANTED}?limit=100`, same: ['system', 'unit', 'from'] }))))
  count = addCounts(count, await loadFile(service, { path: STEPS, records: stepsOf(trader) }))
  count = addCounts(count, await loadAiIncidents(service, trader))
  return addCounts(count, await loadFile(service, { path: OUTPUTS, records: sentOf(declaredOutputs(year, trader)) }))
}
const TIMES = '/v1/ai-reference-times'
const OUTPUTS = '/v1/ai-outputs/bulk'
const STEPS = '/v1/ai-decisions/bulk'
const PLANTED = '/v1/ai-planted-checks'

function * stepsOf (trader: Trader): Generator<Members> {
  yield * plantedSteps(trader)
  yield * outputSteps(trader)
}

function * sentOf (outputs: Iterable<MadeOutput>): Generator<Members> {
  for (const { sent } of outputs) yield { ...sent }
}
