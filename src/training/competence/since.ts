import { dayAfter, dayBefore } from '../../platform/calendar.ts'
import type { EarlierPosition, HeldPosition, PersonOnDay, Requirement } from './requirements.ts'
import { asksAtLeast } from './rulings.ts'
import type { Rules, Ruling } from './rulings.ts'

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

/** What is required of the person on the day, each with the first day from which at least as much has been required without interruption. */
export function withSince (rules: Rules, person: PersonOnDay, day: string): Requirement[] {
  const stretches = [...person.positions.map(held), ...person.earlier.map(past)]
  const on = (at: string): Map<string, Ruling> => rules.on(person.person, stretches.filter(({ from, to }) => from <= at && (to === null || to >= at)), at)
  let open = [...on(day).values()].filter(({ level }) => level > 0)
  const found: Requirement[] = []
  // Backwards over the days on which anything changed; between them nothing does.
  for (const begin of beginnings(rules, person.person, stretches, day)) {
    if (open.length === 0) break
    const before = on(dayBefore(begin))
    const went: Ruling[] = []
    for (const ruling of open) {
      const known = before.get(ruling.topic)
      if (known !== undefined && asksAtLeast(known, ruling)) went.push(ruling)
      else found.push({ ...ruling, since: begin })
    }
    open = went
  }
  if (open.length > 0) throw new Error('a requirement holds before any position or own requirement begins')
  return found
}

/** First days, up to the day, of whatever rules on the person; latest first. */
function beginnings (rules: Rules, person: string, stretches: readonly Stretch[], day: string): string[] {
  const days = [
    ...stretches.flatMap(({ from, to }) => to === null ? [from] : [from, dayAfter(to)]),
    ...rules.concerning(person, stretches).flatMap(({ validFrom, validTo }) => validTo === null ? [validFrom] : [validFrom, dayAfter(validTo)])
  ]
  return [...new Set(days)].filter((at) => at <= day).toSorted().toReversed()
}
