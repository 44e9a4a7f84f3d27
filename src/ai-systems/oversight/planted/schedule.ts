import { addDays, daysBetween } from '../../../platform/calendar.ts'
import type { SeededRandom } from '../../../statistics/seeded-random.ts'
import { sameValue } from '../outcomes/right-value.ts'

/** When planted proposals are shown, and which wrong value they show. Pure. */

const FIRST_HOUR = 7
const HOURS = 10
const MS_OF_HOUR = 3_600_000

/** Monday to Friday; every day of a period that has none. */
function daysOf (from: string, to: string): string[] {
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index))
  const working = days.filter((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()))
  return working.length === 0 ? days : working
}

/**
 * Instants in working hours (7 to 17 UTC) of the days, both included: one at random in each of so many equal parts of them, so that they
 * are spread and nobody can tell when the next one comes.
 */
export function dueTimes (count: number, from: string, to: string, random: SeededRandom): Date[] {
  const days = daysOf(from, to)
  const whole = days.length * HOURS * MS_OF_HOUR
  return Array.from({ length: count }, (_, index) => {
    const at = Math.min(whole - 1, Math.floor((index + random.uniform()) / count * whole))
    const day = days[Math.floor(at / (HOURS * MS_OF_HOUR))] ?? from
    return new Date(Date.parse(`${day}T00:00:00Z`) + FIRST_HOUR * MS_OF_HOUR + at % (HOURS * MS_OF_HOUR))
  })
}

interface Alternative { readonly value: string, readonly score: number }

export interface Donor {
  readonly pillar: string
  /** In use after a person decided. */
  readonly finalValue: string
  readonly alternatives: readonly Alternative[] | null
}

/** The likeliest of the values that the system considered and that are wrong; undefined where it considered none. */
export function wrongValueOf ({ pillar, finalValue, alternatives }: Donor): string | undefined {
  return alternatives?.filter(({ value }) => !sameValue(pillar, value, finalValue)).toSorted((a, b) => b.score - a.score || (a.value < b.value ? -1 : 1))[0]?.value
}

/** As the system names others: the right value stands where the wrong one stood, as a proposal without any would be told from the rest. */
export function shownAlternatives ({ pillar, finalValue, alternatives }: Donor, wrong: string): Alternative[] {
  const isRight = ({ value }: Alternative): boolean => sameValue(pillar, value, finalValue)
  const named = alternatives?.some(isRight) === true
  return (alternatives ?? []).flatMap((one) => one.value !== wrong ? [one] : named ? [] : [{ value: finalValue, score: one.score }])
}
