import { hasScope } from '../../platform/access.ts'
import { enumOf } from '../../platform/graphql/enum-sdl.ts'
import type { GraphqlContext, GraphqlPart } from '../../platform/graphql/parts.ts'
import { wilson } from '../../statistics/proportion.ts'
import type { MessageDeps } from './deps.ts'
import { LEAST_PEOPLE } from '../../statistics/few-people.ts'
import { figuresOf } from './duties.ts'
import { MESSAGE_KINDS } from './message.ts'
import type { MessageKind } from './message.ts'
import type { MessageDuties } from './judge-duties.ts'
import { readInformationDuties } from './read-messages.ts'

const SDL = `
extend type Query {
  "Messages in force on a day with how many owe them and have acknowledged them, issued last first. With open, a page may hold fewer than asked for; go on while there is a next page."
  informationDuties("The day; today if absent" on: Date, "Only what somebody still owes; what is for fewer than five people is always shown to whoever may not see people" open: Boolean! = false, "Only of this kind" kind: TrainingMessageKind, "Entries on the page at most" first: Int! = 50, "endCursor of the page before" after: String): InformationDutyConnection!
}

${enumOf('TrainingMessageKind', 'What a message is about.', MESSAGE_KINDS)}
${enumOf('InformationDutyState', 'Whether a person has acknowledged a message, and if not, whether it is still in time.', ['acknowledged', 'open', 'overdue'])}

"A page of information duties."
type InformationDutyConnection {
  "The duties" nodes: [InformationDuty!]!
  "Where the page ends" pageInfo: PageInfo!
}

"A message that people must acknowledge, on a day. Figures are null for fewer than five people, unless the token may see people."
type InformationDuty {
  "Identifier of the message" message: ID!
  "What it is about" kind: TrainingMessageKind!
  "Title" title: String!
  "Day of issue" issuedOn: Date!
  "Last day in time for whoever was addressed on the day of issue" dueOn: Date!
  "People whom it is for" owed: Int
  "Of these, who have acknowledged it" acknowledged: Int
  "Of these, who have not" open: Int
  "Of those who have not, who are late" overdue: Int
  "Who have acknowledged it among whom it is for, 0 to 1; null when it is for nobody" share: Float
  "Lower end of the Wilson interval, 95 %" lower: Float
  "Upper end" upper: Float
  "Whom it is for, by pseudonym" people: [InformationDutyPerson!]!
}

"A person whom a message is for."
type InformationDutyPerson {
  "Pseudonym" person: String!
  "First day from which it has been for the person without interruption" owedSince: Date!
  "Last day in time for this person" dueOn: Date!
  "Day of the acknowledgement; null without one" acknowledgedOn: Date
  "Whether it is acknowledged" state: InformationDutyState!
}
`

interface Arguments { on?: string | null, open: boolean, kind?: MessageKind | null, first: number, after?: string | null }

export function messageGraphql (deps: MessageDeps): GraphqlPart {
  return {
    sdl: SDL,
    scopes: { 'Query.informationDuties': 'training:read', 'InformationDuty.people': 'training:personal' },
    assumedRows: { 'InformationDuty.people': 50 },
    resolvers: { Query: { informationDuties: async (_root, args: Arguments, { principal }) => await connection(deps, principal, args) } }
  }
}

async function connection (deps: MessageDeps, principal: GraphqlContext['principal'], { on, open, kind, first, after }: Arguments) {
  const { items, nextCursor } = await readInformationDuties(deps, principal, { on: on ?? undefined, kind: kind ?? undefined, limit: first, cursor: after ?? undefined })
  const mayShow = ({ duties }: MessageDuties): boolean => duties.length >= LEAST_PEOPLE || hasScope(principal, 'training:personal')
  const shown = items.filter((item) => !open || !mayShow(item) || item.duties.some(({ state }) => state !== 'acknowledged'))
  return { nodes: shown.map((item) => nodeOf(item, mayShow(item))), pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor } }
}

const HIDDEN = { owed: null, acknowledged: null, open: null, overdue: null, share: null, lower: null, upper: null }

function nodeOf ({ message: { id, kind, title, issuedOn, dueOn }, duties }: MessageDuties, mayShow: boolean) {
  const figures = figuresOf(duties)
  const interval = wilson(figures.acknowledged, figures.owed)
  const shown = { ...figures, share: figures.owed === 0 ? null : figures.acknowledged / figures.owed, lower: interval?.lower ?? null, upper: interval?.upper ?? null }
  return { message: id, kind, title, issuedOn, dueOn, ...(mayShow ? shown : HIDDEN), people: duties }
}
