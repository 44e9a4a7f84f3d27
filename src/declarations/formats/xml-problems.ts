import { defineProblem } from '../../platform/problem.ts'
import type { Problem, ProblemFactory } from '../../platform/problem.ts'

/** Each carries `line` and `column` of the place, counted from 1, where there is one. */
export const xmlNotWellFormed = defineProblem('xml-not-well-formed', 400, 'The XML is not well-formed')
export const xmlForbiddenConstruct = defineProblem('xml-forbidden-construct', 400, 'The XML uses a construct that is not accepted')
export const xmlTooComplex = defineProblem('xml-too-complex', 400, 'The XML is too complex')

export interface XmlPosition {
  readonly line: number
  readonly column: number
}

/** Detail is public, so whatever is quoted from the input must be short. */
const MAX_QUOTED = 160

/** The problem, with the place in words and as members. */
export function problemAt (factory: ProblemFactory, position: XmlPosition, what: string): Problem {
  const shortened = what.length > MAX_QUOTED ? `${what.slice(0, MAX_QUOTED)}…` : what
  return factory(`Line ${position.line}, column ${position.column}: ${shortened}`, { ...position })
}

/** Line and column of an offset into the text. */
export function positionOf (text: string, offset: number): XmlPosition {
  let line = 1
  let lineStart = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line += 1
    lineStart = next + 1
  }
  return { line, column: offset - lineStart + 1 }
}
