import { dayAfter, dayBefore } from '../../platform/calendar.ts'
import type { EarlierPosition, HeldPosition, LesserDemand, PersonOnDay, Requirement } from './requirements.ts'
import { asksAtLeast, commonOf } from './rulings.ts'
import type { Rules, Ruling, Rulings } from './rulings.ts'

/**
 * Since when something has been required. Grace counts from there, so a change of position, unit or wording that asks no more than was
 * asked the day before begins nothing anew, and whoever moves gains no further grace. Pure.
 */

interface Stretch extends Pick<HeldPosition, 'code' | 'unitPath' | 'responsibilities'> {
  readonly from: string
  /** Null: still held on the day. */
  readonly to: string | null
}

const held = ({ code, unitPath, responsibilities, since }: HeldPosition): Stretch => ({ code, unitPath, responsibilities, from: since, to: null })
const past = ({ code, unitPath, responsibilities, from, to }: EarlierPosition): Stretch => ({ code, unitPath, responsibilities, from, to })

/** A ruling on its way back: what it and all that was before it ask at least, and the steps at which that grew. */
interface Traced { readonly ruling: Ruling, readonly asked: Pick<Ruling, 'level' | 'refresherMonths'>, readonly steps: readonly LesserDemand[] }

/** What is required of the person on the day, each with the first day from which at least as much has been required without interruption. */
export function withSince (rules: Rules, person: PersonOnDay, day: string): Requirement[] {
  const stretches = [...person.positions.map(held), ...person.earlier.map(past)]
  const on = (at: string): Rulings => rules.on(person.person, stretches.filter(({ from, to }) => from <= at && (to === null || to >= at)), at)
  let open: Traced[] = [...on(day).values()].flatMap((ruling) => ruling.level > 0 ? [{ ruling, asked: ruling, steps: [] }] : [])
  const found: Requirement[] = []
  // Backwards over the days on which anything changed; between them nothing does.
  for (const begin of beginnings(rules, person.person, stretches, day)) {
    if (open.length === 0) break
    const before = on(dayBefore(begin))
    const traced = open.map((one) => traceBack(one, before.get(one.ruling.topic), begin))
    found.push(...traced.flatMap((one) => 'since' in one ? [one] : []))
    open = traced.flatMap((one) => 'since' in one ? [] : [one])
  }
  if (open.length > 0) throw new Error('a requirement holds before any position or own requirement begins')
  return found
}

/** One step over a day on which something changed: traced on, or done when nothing was required before it. */
function traceBack ({ ruling, asked, steps }: Traced, before: Ruling | undefined, begin: string): Traced | Requirement {
  const step = { level: asked.level, refresherMonths: asked.refresherMonths, since: begin }
  if (before === undefined || before.level === 0) {
    const [first = step, ...lesser] = [...steps, step]
    return { ...ruling, since: first.since, lesser }
  }
  return asksAtLeast(before, asked) ? { ruling, asked, steps } : { ruling, asked: commonOf(asked, before), steps: [...steps, step] }
}

/** First days, up to the day, of whatever rules on the person; latest first. */
function beginnings (rules: Rules, person: string, stretches: readonly Stretch[], day: string): string[] {
  const days = [
    ...rules.firstDays,
    ...stretches.flatMap(({ from, to }) => to === null ? [from] : [from, dayAfter(to)]),
    ...rules.concerning(person, stretches).flatMap(({ validFrom, validTo }) => validTo === null ? [validFrom] : [validFrom, dayAfter(validTo)])
  ]
  return [...new Set(days)].filter((at) => at <= day).toSorted().toReversed()
}
