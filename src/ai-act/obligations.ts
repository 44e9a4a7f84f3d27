import type { ClassOutlook } from './class-function.ts'
import type { Condition } from './condition.ts'
import { allOf, anyOf, inOrder } from './judgement.ts'
import type { Judgement, Truth } from './judgement.ts'
import type { Bindingness, DueVariant, Obligation, Question, Rule } from './rule-set.ts'

/** What the company owes for a system: by the rules that fire, its class, the company's roles, and the day. */

export const DUE_STATES = ['in_force', 'upcoming', 'deferred'] as const
/** in_force: owed on the day asked about; upcoming: from a later one; deferred: put off until the system changes (Art. 111(2)). */
export type DueState = typeof DUE_STATES[number]

export interface OwedObligation {
  readonly id: string
  readonly title: string
  readonly legalRef: string
  /** Of the company's roles, those that owe it; null: whoever has to do with the system. */
  readonly roles: readonly string[] | null
  readonly binding: Bindingness
  /** Null while it is deferred. */
  readonly dueFrom: string | null
  readonly due: DueState
  /** Ids of the rules that bring it. */
  readonly rules: readonly string[]
  readonly notes: readonly string[]
  /** Questions whose answers could still move the day. */
  readonly openQuestions: readonly string[]
}

export interface OpenObligation {
  readonly id: string
  readonly title: string
  readonly legalRef: string
  /** Questions whose answers decide whether it is owed. */
  readonly openQuestions: readonly string[]
}

export interface Obligations {
  readonly roles: readonly string[]
  readonly obligations: readonly OwedObligation[]
  readonly openObligations: readonly OpenObligation[]
}

/** In the order of their ids, so that two results compare line by line. */
export function obligationsOf (judgement: Judgement, outlook: ClassOutlook, asOf: string): Obligations {
  const roles = new Roles(judgement)
  const judged = [...judgement.set.obligations.values()].toSorted((a, b) => a.id < b.id ? -1 : 1).map((obligation) => ({ obligation, ...owed(obligation, judgement, outlook, roles) }))
  return {
    roles: roles.known,
    obligations: judged.filter(({ truth }) => truth === true).map(({ obligation, bringing }) => withDay(obligation, bringing, judgement, roles, asOf)),
    openObligations: judged.filter(({ truth }) => truth === undefined).map(({ obligation: { id, title, legalRef }, open }) => ({ id, title, legalRef, openQuestions: open.map((question) => question.id) }))
  }
}

interface Owed {
  readonly truth: Truth
  readonly bringing: readonly Rule[]
  readonly open: readonly Question[]
}

function owed (obligation: Obligation, judgement: Judgement, outlook: ClassOutlook, roles: Roles): Owed {
  const bringing = judgement.set.rules.filter((rule) => rule.obligations.includes(obligation.id))
  const brought = anyOf(bringing.map(({ id }) => judgement.fires(id)))
  const inClass = classHolds(obligation, outlook)
  const byRole = roles.owe(obligation)
  const only = obligation.onlyIf === null ? true : judgement.of(obligation.onlyIf)
  const open = [
    ...brought === undefined ? judgement.openIn(...bringing.map(({ when }) => when)) : [],
    ...inClass === undefined ? outlook.open : [],
    ...byRole === undefined ? roles.open : [],
    ...obligation.onlyIf === null ? [] : judgement.openIn(obligation.onlyIf)
  ]
  return { truth: allOf([brought, inClass, byRole, only]), bringing, open: inOrder(open) }
}

function classHolds ({ classes }: Obligation, { possible }: ClassOutlook): Truth {
  const within = possible.filter((name) => classes.includes(name)).length
  return within === possible.length ? true : within === 0 ? false : undefined
}

/** The company's roles for the system. */
class Roles {
  readonly known: readonly string[]
  /** Questions that could add one. */
  readonly open: readonly Question[]
  readonly #mayGrow: boolean
  readonly #mayBeGranted: string | null

  constructor (judgement: Judgement) {
    const { rolesQuestion, roleEffectGrants: granted, rules } = judgement.set
    const stated = judgement.answers[rolesQuestion.id] as readonly string[] | undefined
    const granting = rules.filter(({ effect }) => effect === 'role')
    const isGranted = anyOf(granting.map(({ id }) => judgement.fires(id)))
    const known = new Set([...stated ?? [], ...isGranted === true ? [granted] : []])
    this.known = rolesQuestion.options.filter((role) => known.has(role))
    this.#mayGrow = stated === undefined
    this.#mayBeGranted = isGranted === undefined ? granted : null
    this.open = inOrder([...this.#mayGrow ? [rolesQuestion] : [], ...isGranted === undefined ? judgement.openIn(...granting.map(({ when }) => when)) : []])
  }

  owe ({ appliesTo }: Obligation): Truth {
    if (appliesTo === null || this.owing(appliesTo).length > 0) return true
    return this.#mayGrow || (this.#mayBeGranted !== null && appliesTo.includes(this.#mayBeGranted)) ? undefined : false
  }

  owing (roles: readonly string[]): string[] {
    return this.known.filter((role) => roles.includes(role))
  }
}

/**
 * Each rule that brings the obligation has a day of its own: the variant that holds were it the only one, or the common day. The first of
 * them counts, so a later start for one kind of system never puts off what another rule asks earlier. While answers leave the day open, the
 * earliest it can be is shown, by rules that may still fire as well.
 */
function withDay (obligation: Obligation, bringing: readonly Rule[], judgement: Judgement, roles: Roles, asOf: string): OwedObligation {
  const fired = bringing.filter(({ id }) => judgement.fires(id) === true)
  const first = earliest(bringing.filter(({ id }) => judgement.fires(id) !== false).map((rule) => startBy(rule, obligation, bringing, judgement)))
  const deferred = anyOf(obligation.deferredBy.map((id) => judgement.fires(id)))
  const dueFrom = deferred === true ? null : first.dueFrom
  return {
    id: obligation.id, title: obligation.title, legalRef: obligation.legalRef, binding: obligation.binding,
    roles: obligation.appliesTo === null ? null : roles.owing(obligation.appliesTo),
    dueFrom, due: dueFrom === null ? 'deferred' : dueFrom <= asOf ? 'in_force' : 'upcoming',
    rules: fired.map(({ id }) => id), notes: [obligation.note, first.note].filter((note) => note !== null),
    openQuestions: judgement.openIn(...decidingDay(obligation, bringing, judgement)).map(({ id }) => id)
  }
}

interface Start {
  readonly dueFrom: string
  readonly note: string | null
}

function startBy (rule: Rule, { dueFrom, dueVariants }: Obligation, bringing: readonly Rule[], judgement: Judgement): Start {
  const alone = new Map(bringing.map(({ id }) => [id, id === rule.id]))
  const common: Start = { dueFrom, note: null }
  const possible: Start[] = []
  for (const variant of dueVariants) {
    const holds = judgement.ofAssuming(variant.when, alone)
    if (holds !== false) possible.push(variant)
    if (holds === true) return earliest(possible)
  }
  return earliest([...possible, common])
}

const earliest = (starts: readonly Start[]): Start => starts.reduce((first, start) => start.dueFrom < first.dueFrom ? start : first)

/** Conditions that may still move the day: variants, what defers it, and with variants the other rules that may bring it. */
function decidingDay ({ dueVariants, deferredBy }: Obligation, bringing: readonly Rule[], judgement: Judgement): Condition[] {
  const variants = dueVariants.map(({ when }: DueVariant) => when)
  return [...variants, ...deferredBy.map((id) => judgement.ruleNamed(id).when), ...variants.length > 0 ? bringing.map(({ when }) => when) : []]
}
