import type { TouchingEvent } from '../../platform/touching-events.ts'
import { questionsNamed } from '../catalogue/question.ts'
import type { Catalogue } from '../catalogue/question.ts'
import type { Touch } from './answer-state.ts'

/** Which questions each event touches: those of its kind, and those that it names itself. Pure. */

/** @throws Error for a kind that the catalogue does not know: a source and its map are changed together. */
export function touchesByQuestion (catalogue: Pick<Catalogue, 'questions' | 'events'>, events: readonly TouchingEvent[]): Map<string, Touch[]> {
  const touches = new Map<string, Touch[]>()
  for (const { questions: named, ...touch } of events) {
    const rule = catalogue.events.get(touch.kind)
    if (rule === undefined) throw new Error(`No question is mapped to the event ${touch.kind}`)
    for (const question of new Set([...rule.questions, ...rule.named ? questionsNamed(catalogue, named) : []])) {
      const list = touches.get(question)
      if (list === undefined) touches.set(question, [touch])
      else list.push(touch)
    }
  }
  return touches
}
