/**
 * Reduced ordered decision diagrams over variables of few values: functions of very many cases, as small as their structure allows.
 *
 * Equal functions are one node, so a question that a node does not ask cannot matter to it, and what a function may still become is
 * what its leaves say.
 */

/** A function, by its number. */
export type Node = number

interface Choice {
  readonly variable: number
  /** By value of the variable. */
  readonly branches: readonly Node[]
}

/** A leaf holds a number, its value. */
type Kept = Choice | number

/** What a diagram may still become once some variables are known. */
export interface Outlook {
  /** Values of the leaves that can be reached, ascending. */
  readonly leaves: readonly number[]
  /** Variables, not known, on which the value depends, ascending. */
  readonly variables: readonly number[]
}

export class Diagrams {
  readonly #nodes: Kept[] = []
  readonly #byKey = new Map<string, Node>()
  readonly #chosen = new Map<string, Node>()
  readonly FALSE: Node = this.leaf(0)
  readonly TRUE: Node = this.leaf(1)

  leaf (value: number): Node { return this.#keep(`=${value}`, value) }

  /** The function that becomes one of these by the value of a variable, which all of theirs follow. */
  choice (variable: number, branches: readonly Node[]): Node {
    const [first] = branches
    if (first !== undefined && branches.every((branch) => branch === first)) return first
    return this.#keep(`${variable}:${branches.join()}`, { variable, branches })
  }

  /** One function where the condition, a function of true and false, holds, and another where it does not. */
  ifElse (condition: Node, then: Node, otherwise: Node): Node {
    if (condition === this.TRUE || then === otherwise) return then
    if (condition === this.FALSE) return otherwise
    const key = `${condition},${then},${otherwise}`
    const known = this.#chosen.get(key)
    if (known !== undefined) return known
    const [c, t, o] = [this.#at(condition), this.#at(then), this.#at(otherwise)]
    const variable = Math.min(variableOf(c), variableOf(t), variableOf(o))
    const built = this.choice(variable, widthOf([c, t, o], variable).map((value) => this.ifElse(branchOf(condition, c, variable, value), branchOf(then, t, variable, value), branchOf(otherwise, o, variable, value))))
    this.#chosen.set(key, built)
    return built
  }

  and (nodes: readonly Node[]): Node { return nodes.reduce((rest, node) => this.ifElse(rest, node, this.FALSE), this.TRUE) }
  or (nodes: readonly Node[]): Node { return nodes.reduce((rest, node) => this.ifElse(rest, this.TRUE, node), this.FALSE) }
  not (node: Node): Node { return this.ifElse(node, this.FALSE, this.TRUE) }

  /** The function alone, without what it was built from. */
  finished (root: Node): Diagram {
    const nodes: Kept[] = []
    const renumbered = new Map<Node, Node>()
    const copy = (node: Node): Node => {
      const known = renumbered.get(node)
      if (known !== undefined) return known
      const at = this.#at(node)
      const kept = typeof at === 'number' ? at : { variable: at.variable, branches: at.branches.map(copy) }
      renumbered.set(node, nodes.length)
      return nodes.push(kept) - 1
    }
    copy(root)
    return new Diagram(nodes)
  }

  #keep (key: string, node: Kept): Node {
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    this.#byKey.set(key, this.#nodes.length)
    return this.#nodes.push(node) - 1
  }

  #at (node: Node): Kept {
    const found = this.#nodes[node]
    if (found === undefined) throw new Error(`No node ${node}`)
    return found
  }
}

/** A finished function. */
export class Diagram {
  /** The root is the last. */
  readonly #nodes: readonly Kept[]

  constructor (nodes: readonly Kept[]) {
    this.#nodes = nodes
  }

  get size (): number { return this.#nodes.length }

  /**
   * What the function may still become.
   * @param known value of a variable, undefined when it is open.
   */
  outlook (known: (variable: number) => number | undefined): Outlook {
    const reduced = new Map<Node, number>()
    const names = new Map<string, number>()
    const leaves = new Set<number>()
    const variables = new Set<number>()
    const visit = (node: Node): number => {
      const seen = reduced.get(node)
      if (seen !== undefined) return seen
      const at = this.#nodes[node] as Kept
      const name = typeof at === 'number' ? leafNamed(at) : chosen(at)
      reduced.set(node, name)
      return name
    }
    const named = (key: string): number => {
      const name = names.get(key) ?? names.size
      names.set(key, name)
      return name
    }
    const leafNamed = (value: number): number => { leaves.add(value); return named(`=${value}`) }
    const chosen = ({ variable, branches }: Choice): number => {
      const value = known(variable)
      if (value !== undefined) return visit(branches[value] as Node)
      const below = branches.map(visit)
      if (below.every((name) => name === below[0])) return below[0] as number
      variables.add(variable)
      return named(`${variable}:${below.join()}`)
    }
    visit(this.#nodes.length - 1)
    return { leaves: [...leaves].toSorted((a, b) => a - b), variables: [...variables].toSorted((a, b) => a - b) }
  }
}

const variableOf = (at: Kept): number => typeof at === 'number' ? Infinity : at.variable
const branchOf = (node: Node, at: Kept, variable: number, value: number): Node => variableOf(at) === variable ? (at as Choice).branches[value] as Node : node

/** Values of a variable, as one of those that ask about it has them. */
function widthOf (kept: readonly Kept[], variable: number): number[] {
  const asking = kept.find((at) => variableOf(at) === variable) as Choice
  return [...asking.branches.keys()]
}
