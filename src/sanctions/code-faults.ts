import type { Fault } from '../platform/problem.ts'
import { shippedCodes, shippedCountries } from '../reference/code-lists.ts'
import type { SanctionContent } from './model.ts'

/** Codes that a sanction names, against the lists that ship. */

const countries = shippedCountries()
const currencies = shippedCodes('currencies')

/** Union law holds in Northern Ireland for goods, and its customs have a code of their own from 2021 (Windsor Framework). */
const isOfUnionCustoms = (code: string, day: string): boolean => code !== 'EU' && (countries.isUnion(code, day) || (code === 'XI' && countries.isCustomsTerritory(code, day)))

/** Whoever decides is of a member state on that day. */
export function codeFaults ({ memberState, currency, decisionDate }: Pick<SanctionContent, 'memberState' | 'currency' | 'decisionDate'>): Fault[] {
  return [
    ...isOfUnionCustoms(memberState, decisionDate) ? [] : [{ pointer: '/memberState', detail: 'is no member state on the day of the decision', hint: 'ISO 3166 of a member state, or XI from 2021' }],
    ...currency === null || currencies.has(currency, decisionDate) ? [] : [{ pointer: '/currency', detail: 'is no currency', hint: 'ISO 4217, three letters' }]
  ]
}
