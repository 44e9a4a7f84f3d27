import type { Classification } from './classify.ts'
import type { AiActClass } from './rule-set.ts'

const WORDS: Readonly<Record<AiActClass, string>> = { out_of_scope: 'Out of scope', prohibited: 'Prohibited', high_risk: 'High risk', transparency: 'Transparency duties', minimal: 'Minimal risk' }

/** The result in a sentence or two, for people; every word of it follows from the other members. */
export function summaryOf (result: Classification): string {
  const open = result.openQuestions.length
  const questions = `${open} open ${open === 1 ? 'question' : 'questions'}`
  if (result.class === null) return `Undecided: ${questions} ${open === 1 ? 'leaves' : 'leave'} ${listed(result.possibleClasses)} possible.`
  const references = [...new Set(result.decisiveRules.map(({ legalRef }) => legalRef))].join('; ')
  const from = result.appliesFrom !== null && result.appliesFrom > result.asOf ? ` from ${result.appliesFrom}` : ''
  const decided = `${WORDS[result.class]}${from}${references === '' ? '' : ` by ${references}`}.`
  if (!result.provisional) return decided
  return `${decided} Not final: ${questions} could still make it ${listed(result.possibleClasses.filter((name) => name !== result.class))}.`
}

function listed (names: readonly AiActClass[]): string {
  const words = names.map((name) => WORDS[name].toLowerCase())
  const last = words.at(-1) ?? ''
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last
}
