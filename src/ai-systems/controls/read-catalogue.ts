import { ConditionReader } from '../../ai-act/read-condition.ts'
import type { RuleSet } from '../../ai-act/rule-set.ts'
import type { Control, ControlCatalogue } from './control.ts'

/** The catalogue's file, with its conditions read against the rules. Pure. */

interface Entry extends Omit<Control, 'applies' | 'orAbroad' | 'severityIfMissing'> {
  readonly applies: unknown
  readonly orAbroad?: boolean
  readonly severityIfMissing: string
}
interface CatalogueFile extends Omit<ControlCatalogue, 'controls'> { readonly controls: readonly Entry[] }

/** @throws Error for a condition that the rules do not know, a theme or question that is not named, or a control that is there twice. */
export function readCatalogue (file: CatalogueFile, rules: RuleSet): ControlCatalogue {
  const conditions = new ConditionReader(new Map(rules.questions.map((question) => [question.id, question])), rules.rules)
  const seen = new Set<string>()
  const controls = file.controls.map(({ applies, orAbroad = false, severityIfMissing, ...control }): Control => {
    if (seen.has(control.id)) throw new Error(`The control ${control.id} is there twice`)
    seen.add(control.id)
    if (!file.themes.includes(control.theme)) throw new Error(`${control.id} is of the unknown theme ${control.theme}`)
    if (severityIfMissing !== 'high' && severityIfMissing !== 'medium') throw new Error(`${control.id} is of the unknown severity ${severityIfMissing}`)
    for (const question of control.saq) if (!Object.hasOwn(file.saqTitles, question)) throw new Error(`${control.id} supports the unknown question ${question}`)
    return { ...control, severityIfMissing, orAbroad, applies: applies === null ? null : conditions.read(applies, control.id) }
  })
  return { release: file.release, themes: file.themes, saqTitles: file.saqTitles, memberStates: file.memberStates, controls }
}
