/** What events of the log concern, as far as outputs of AI systems are joined to what was declared. Pure. */

export interface FollowedEvent {
  readonly epoch: number
  readonly seq: string
  readonly type: string
  readonly subject: string
  /** Of those events alone whose data say more than their subject. */
  readonly data: string | null
}

/** What is looked at for an event, in this order: an output, a declaration whatever it carries, one that came or changed. */
export const LOOK_KINDS = ['output', 'declaration', 'changed'] as const
export type LookKind = typeof LOOK_KINDS[number]

/** `place`: index of the event. */
export interface Concern<Of> { readonly place: number, readonly of: Of }

export interface Concerns {
  readonly outputs: readonly Concern<string>[]
  /** Declarations that came or changed. */
  readonly changed: readonly Concern<string>[]
  /** Findings that were decided. */
  readonly findings: readonly Concern<string>[]
  /** Outputs that came together. */
  readonly ranges: readonly Concern<{ readonly firstId: string, readonly lastId: string }>[]
  /** Goods whose rulings changed. */
  readonly goods: readonly Concern<string>[]
}

/** Of single ones. A decision or a use that is logged after a finding was decided is judged by it as well. */
const CONCERNING_OUTPUTS: ReadonlySet<string> = new Set(['ai_output.recorded', 'ai_output.decided', 'ai_output.used'])

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Events that follow from the joins concern nothing. */
export function concernsOf (events: readonly FollowedEvent[]): Concerns {
  const each = <Of>(find: (event: FollowedEvent) => readonly Of[]): Concern<Of>[] => events.flatMap((event, place) => find(event).map((of) => ({ place, of })))
  return {
    outputs: each((event) => [...CONCERNING_OUTPUTS.has(event.type) ? subjectOf('ai_output', event) : [], ...new Set(decidedIn(event))]),
    changed: each((event) => [...new Set([...event.type.startsWith('declaration.') ? subjectOf('declaration', event) : [], ...joinedTo(event)])]),
    findings: each((event) => event.type === 'finding.reviewed' ? subjectOf('finding', event) : []),
    ranges: each((event) => dataOf<{ firstId: string, lastId: string }>('ai_output.recorded_many', event)),
    goods: each(ruledGoods)
  }
}

/** How many outputs goods have, none can tell from the event. */
const OUTPUTS_ON_GOODS = 50

/** How many of the events stand for no more outputs than `most`; one at least. */
export function lengthWithin (events: readonly FollowedEvent[], most: number): number {
  let outputs = 0
  const end = events.findIndex((event) => {
    outputs += (dataOf<{ count?: number }>('ai_output.recorded_many', event)[0]?.count ?? 0) + decidedIn(event).length + ruledGoods(event).length * OUTPUTS_ON_GOODS
    return outputs > most
  })
  return end === -1 ? events.length : Math.max(1, end)
}

export const isConcerned = (concerns: Concerns): boolean => Object.values(concerns).some((found: readonly unknown[]) => found.length > 0)

function subjectOf (kind: string, { subject }: FollowedEvent): string[] {
  const id = subject.slice(kind.length + 1)
  return subject.startsWith(`${kind}:`) && UUID.test(id) ? [id] : []
}

const dataOf = <Data>(of: string, { type, data }: FollowedEvent): Data[] => type === of && data !== null ? [JSON.parse(data) as Data] : []

/** Outputs that came to be decided or used in a file. */
const decidedIn = (event: FollowedEvent): readonly string[] => dataOf<{ toJudge?: readonly string[] }>('ai_output.steps_recorded', event)[0]?.toJudge ?? []

const joinedTo = (event: FollowedEvent): string[] => dataOf<{ joined?: string }>('declaration.joined', event).flatMap(({ joined }) => joined ?? [])

/** Data of goods come with events that touch their rulings. */
const ruledGoods = ({ type, data }: FollowedEvent): string[] => {
  const { reference } = type.startsWith('goods.') && data !== null ? JSON.parse(data) as { reference?: string } : {}
  return reference === undefined ? [] : [reference]
}
