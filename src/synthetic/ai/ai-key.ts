import { dayAfter, firstDay } from '../seasons.ts'
import type { Trader } from '../trader.ts'
import { SUSPENDED } from './lives.ts'
import { streamOutputs } from './outputs.ts'
import { DRIFT_FROM } from './streams.ts'
import { APPLICANTS, BROKERS_CODES, CODES, DOCUMENTS, DUAL_USE, MOODS, ODD_ONES, ORIGINS, VALUES } from './systems.ts'

/** The key of what is the matter with AI systems and with how people decide what they propose. Of all else reports call out nothing. Pure. */

/** What a report shows of it: a measure with its level, a drifting feature, the watch of errors, or a comparison. */
export interface Signal {
  readonly report: 'measure' | 'drift' | 'error_watch' | 'proposers' | 'unapproved' | 'not_logged' | 'incidents' | 'class'
  /** Measure, feature, or class; empty where the report has one figure. */
  readonly name: string
  /** Levels that tell it: of chance it may be one or the other. */
  readonly levels: readonly string[]
}

export interface AiTruth {
  readonly system: string
  readonly truth: 'drift' | 'waved_through' | 'looked_at' | 'looked_at_by_sample' | 'used_while_suspended' | 'not_logged' | 'report_overdue' | 'prohibited' | 'class_open'
  /** First and last day; null: all the year. */
  readonly from: string | null
  readonly to: string | null
  readonly words: string
  readonly signals: readonly Signal[]
  /** Outputs concerned, where reports count them. */
  readonly outputs: number | null
}

const measure = (name: string, ...levels: string[]): Signal => ({ report: 'measure', name, levels })

export function aiTruths (trader: Trader): AiTruth[] {
  const at = (offset: number): string => dayAfter(firstDay(trader.until), offset)
  const all = { from: null, to: null, outputs: null, signals: [] }
  const truths: AiTruth[] = [
    {
      ...all, system: CODES, truth: 'drift', from: at(DRIFT_FROM), to: trader.until, words: 'Goods of other chapters are asked about, which it knows less well and is as sure of; people who look find most of it.',
      signals: [{ report: 'drift', name: 'chapter', levels: ['red'] }, { report: 'error_watch', name: '', levels: ['red'] }, measure('calibration_error', 'amber', 'red')]
    },
    {
      ...all, system: ORIGINS, truth: 'waved_through', words: 'People accept nearly every proposal within seconds, wrong ones on purpose as well, and more of its lines are wrong than of those that people proposed.',
      signals: [measure('near_total_acceptance', 'red'), measure('planted_detection', 'red'), measure('decision_time', 'red'), measure('over_acceptance', 'red'), { report: 'proposers', name: 'ai_more', levels: [] }]
    },
    { ...all, system: VALUES, truth: 'looked_at', words: 'It is right as often as it says, and people look.' },
    { ...all, system: DOCUMENTS, truth: 'looked_at_by_sample', words: 'People look at every third reading, by the rule that the register has for it.', signals: [measure('coverage', 'amber')] },
    {
      ...all, system: ODD_ONES, truth: 'used_while_suspended', from: at(SUSPENDED[0]), to: at(SUSPENDED[1]), words: 'It was suspended, and went on being used.',
      signals: [{ report: 'unapproved', name: '', levels: [] }], outputs: countBetween(trader, ODD_ONES, at(SUSPENDED[0]), at(SUSPENDED[1]))
    },
    { ...all, system: BROKERS_CODES, truth: 'not_logged', words: 'The broker declares codes that its system proposed, and sends no outputs.', signals: [{ report: 'not_logged', name: '', levels: [] }] },
    { ...all, system: APPLICANTS, truth: 'report_overdue', words: 'A serious incident was told to the provider and not to the authority.', signals: [{ report: 'incidents', name: 'market_surveillance', levels: [] }] },
    { ...all, system: MOODS, truth: 'prohibited', words: 'Article 5(1)(f) forbids it; it never came into use.', signals: [{ report: 'class', name: 'prohibited', levels: [] }] },
    { ...all, system: DUAL_USE, truth: 'class_open', words: 'Open questions decide its class.', signals: [{ report: 'class', name: '', levels: [] }] }
  ]
  return truths.map(({ system, truth, words, from, to, outputs, signals }) => ({ system, truth, words, from, to, outputs, signals }))
}

function countBetween (trader: Trader, system: string, from: string, to: string): number {
  let outputs = 0
  for (const { sent } of streamOutputs(trader)) outputs += sent.system === system && from <= sent.madeAt.slice(0, 10) && sent.madeAt.slice(0, 10) <= to ? 1 : 0
  return outputs
}
