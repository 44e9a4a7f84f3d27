import { chapterOf, featuresOf } from '../../../ai-oversight/features.ts'
import type { Feature } from '../../../ai-oversight/features.ts'
import type { PILLARS } from '../../register/pillars.ts'

/** What of a proposal is watched for drift, by pillar: a bounded number of categories each, whatever is sent. Pure. */

type Features = Readonly<Record<string, string>>

/** One object of each category: records of many outputs wait at a time. */
function watched (feature: Feature): (value: string | undefined) => Features {
  const byCategory = new Map<string | undefined, Features>()
  return (value) => {
    const features = featuresOf([feature], { [feature.name]: value })
    const category = features[feature.name]
    const known = byCategory.get(category)
    if (known === undefined) byCategory.set(category, features)
    return known ?? features
  }
}

const chapters = watched({ name: 'chapter', categories: Array.from({ length: 97 }, (_, index) => String(index + 1).padStart(2, '0')) })
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const countries = watched({ name: 'country', categories: LETTERS.flatMap((first) => LETTERS.map((second) => first + second)) })
/** Of an amount or a rate: its power of ten. */
const magnitudes = watched({ name: 'magnitude', categories: Array.from({ length: 17 }, (_, index) => String(index - 4)) })
/** Of a screening: what it says in its first word. */
const results = watched({ name: 'result', categories: ['yes', 'no', 'hit', 'no_hit', 'match', 'no_match', 'required', 'not_required', 'exempt', 'eligible', 'not_eligible', 'complete', 'incomplete', 'pass', 'fail'] })

const CODE = /^\d{4}(?:\d\d){0,3}$/
const AMOUNT = /^(\d{1,16}(?:\.\d{1,6})?)(?:$| )/

/** Features of what is proposed: the chapter of a code, the country of an origin, the size of an amount, the first word of any other result. */
export function featuresOfProposal (pillar: string, proposal: string): Features {
  switch (pillar as typeof PILLARS[number]) {
    case 'classification': return chapters(CODE.test(proposal) ? chapterOf(proposal) : proposal)
    case 'origin': return countries(proposal)
    case 'value': case 'duties': case 'trade_defence': case 'excise': return magnitudes(magnitudeOf(proposal))
    default: return results(proposal.split(' ', 1)[0]?.toLowerCase())
  }
}

function magnitudeOf (proposal: string): string {
  const amount = Number(AMOUNT.exec(proposal)?.[1])
  // Nothing, and what is no amount, has no power of ten.
  return amount > 0 ? String(Math.max(-4, Math.min(12, Math.floor(Math.log10(amount))))) : ''
}
