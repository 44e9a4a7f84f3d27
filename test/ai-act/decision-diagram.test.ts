import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Diagrams } from '../../src/ai-act/decision-diagram.ts'
import type { Node } from '../../src/ai-act/decision-diagram.ts'

const open = (): undefined => undefined

/** A function of four variables of up to three values, as a tree. */
type Tree = { readonly value: boolean } | { readonly variable: number, readonly holds: readonly boolean[] } | { readonly kind: 'and' | 'or', readonly parts: readonly Tree[] } | { readonly kind: 'not', readonly parts: readonly [Tree] }
const ARITIES = [2, 3, 2, 3]
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 },
    fc.record({ value: fc.boolean() }),
    fc.nat({ max: 3 }).chain((variable) => fc.array(fc.boolean(), { minLength: ARITIES[variable] ?? 0, maxLength: ARITIES[variable] ?? 0 }).map((holds) => ({ variable, holds }))),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), parts: fc.tuple(tie('tree')) }))
}))

function built (one: Tree, diagrams: Diagrams): Node {
  if ('value' in one) return one.value ? diagrams.TRUE : diagrams.FALSE
  if ('variable' in one) return diagrams.choice(one.variable, one.holds.map((holds) => holds ? diagrams.TRUE : diagrams.FALSE))
  const parts = one.parts.map((part) => built(part, diagrams))
  return one.kind === 'not' ? diagrams.not(parts[0] as Node) : one.kind === 'and' ? diagrams.and(parts) : diagrams.or(parts)
}

function valueOf (one: Tree, at: readonly number[]): boolean {
  if ('value' in one) return one.value
  if ('variable' in one) return one.holds[at[one.variable] ?? 0] ?? false
  const parts = one.parts.map((part) => valueOf(part, at))
  return one.kind === 'not' ? parts[0] === false : one.kind === 'and' ? parts.every(Boolean) : parts.some(Boolean)
}

const ALL = ARITIES.reduce<number[][]>((lists, arity) => lists.flatMap((list) => Array.from({ length: arity }, (_, value) => [...list, value])), [[]])

t.test('what may still become of a function is what trying every case says, and so is what it depends on', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(tree, fc.array(fc.option(fc.nat({ max: 1 }), { nil: undefined }), { minLength: 4, maxLength: 4 }), (one, known) => {
    const diagrams = new Diagrams()
    const { leaves, variables } = diagrams.finished(built(one, diagrams)).outlook((variable) => known[variable])
    const cases = ALL.filter((at) => known.every((value, variable) => value === undefined || at[variable] === value))
    assert.deepEqual(leaves, [...new Set(cases.map((at) => Number(valueOf(one, at))))].toSorted((a, b) => a - b))
    const matters = (variable: number): boolean => cases.some((at) => cases.some((other) => other.every((value, index) => index === variable || value === at[index]) && valueOf(one, at) !== valueOf(one, other)))
    assert.deepEqual(variables, [0, 1, 2, 3].filter(matters))
  }), { numRuns: 500 }))
  t.end()
})

t.test('equal functions are one node, however they are written', (t) => {
  const diagrams = new Diagrams()
  const [a, b] = [diagrams.choice(0, [diagrams.FALSE, diagrams.TRUE]), diagrams.choice(1, [diagrams.FALSE, diagrams.TRUE])]
  t.equal(diagrams.and([a, b]), diagrams.and([b, a]))
  t.equal(diagrams.not(diagrams.and([a, b])), diagrams.or([diagrams.not(a), diagrams.not(b)]))
  t.equal(diagrams.or([a, diagrams.not(a)]), diagrams.TRUE)
  t.equal(diagrams.and([]), diagrams.TRUE)
  t.equal(diagrams.or([]), diagrams.FALSE)
  t.equal(diagrams.choice(3, [a, a]), a, 'a choice between the same is none')
  t.end()
})

t.test('a finished function keeps nothing of what it was built from', (t) => {
  const diagrams = new Diagrams()
  const switched = diagrams.choice(0, [diagrams.FALSE, diagrams.TRUE])
  diagrams.and([switched, diagrams.choice(2, [diagrams.FALSE, diagrams.TRUE])])
  const finished = diagrams.finished(diagrams.ifElse(switched, diagrams.leaf(4), diagrams.choice(1, [diagrams.leaf(2), diagrams.leaf(3), diagrams.leaf(4)])))
  t.equal(finished.size, 5, 'two choices and three leaves')
  t.strictSame(finished.outlook(open), { leaves: [2, 3, 4], variables: [0, 1] })
  t.strictSame(finished.outlook((variable) => variable === 0 ? 1 : undefined), { leaves: [4], variables: [] })
  t.strictSame(finished.outlook((variable) => variable === 1 ? 2 : undefined), { leaves: [4], variables: [] }, 'a variable that no longer matters is none')
  t.strictSame(finished.outlook((variable) => variable === 0 ? 0 : undefined), { leaves: [2, 3, 4], variables: [1] })
  t.equal(finished.size, 5, 'and looking adds nothing')
  t.throws(() => diagrams.finished(99), /No node 99/)
  t.end()
})
