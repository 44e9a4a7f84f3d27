import { declaredOutputs } from './ai/declared-outputs.ts'
import type { MadeOutput } from './ai/made-output.ts'
import { streamOutputs } from './ai/outputs.ts'
import { addCounts, loadFile } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Members } from './perimeter/perimeter-record.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'
import type { YearDeclaration } from './year.ts'

/** Sends what AI systems proposed and what people decided, as the systems' own interfaces do: in bulk, before it is declared. */
export async function loadAiOutputs (service: Service, trader: Trader, year: Iterable<YearDeclaration>): Promise<LoadCount> {
  const count = await loadFile(service, { path: PATH, records: sentOf(streamOutputs(trader)) })
  return addCounts(count, await loadFile(service, { path: PATH, records: sentOf(declaredOutputs(year, trader)) }))
}
const PATH = '/v1/ai-outputs/bulk'

function * sentOf (outputs: Iterable<MadeOutput>): Generator<Members> {
  for (const { sent } of outputs) yield { ...sent }
}
