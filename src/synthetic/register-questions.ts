import { evaluateDeclaration } from '../declarations/checks/evaluate.ts'
import { examinedOf } from '../declarations/checks/examine-content.ts'
import type { MutationOptions, MutationTally } from './mutation.ts'
import { isExpected } from './score.ts'
import { traderRegisters } from './trader-registers.ts'
import type { YearDeclaration } from './year.ts'

/** Errors that only a register shows, asked with those that the trader would keep: what the checks can do once they are kept. Pure. */

export interface RegisterQuestions {
  readonly ask: (made: YearDeclaration) => void
  readonly tallies: () => MutationTally[]
}

export function askWithRegisters ({ trader, reference, checks, today }: MutationOptions): RegisterQuestions {
  const knowledge = traderRegisters(trader)
  const counts = new Map<string, { planted: number, found: number, missedIn: string[] }>()
  return {
    ask: ({ content, planted }) => {
      if (planted?.needs !== 'register') return
      const count = counts.get(planted.kind) ?? { planted: 0, found: 0, missedIn: [] }
      counts.set(planted.kind, count)
      const asked = checks.filter(({ id }) => planted.checks.includes(id))
      const results = evaluateDeclaration(examinedOf(content, { receivedOn: today }), { reference, history: { ofGoods: () => undefined }, knowledge, today }, asked)
      count.planted++
      if (results.some((result) => result.outcome === 'hit' && isExpected(planted, result))) count.found++
      else count.missedIn.push(planted.mrn)
    },
    tallies: () => [...counts].map(([kind, count]) => ({ kind, ...count })).toSorted((a, b) => a.kind.localeCompare(b.kind))
  }
}
