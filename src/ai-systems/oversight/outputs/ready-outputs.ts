import type { OversightRecord, Review, Use } from '../../../ai-oversight/record.ts'
import { utcDay } from '../../../platform/calendar.ts'
import { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { NumberRows } from '../../../platform/number-rows.ts'
import { writeStated } from './insert-outputs.ts'
import { recordOf } from './kept-output.ts'
import type { StatedOutput } from './stated-output.ts'

/** What an output is asked about before it is taken. */
export interface ReadyOutput {
  /** Code or id. */
  readonly system: string
  readonly pillar: string
  readonly processStep: string | null
  readonly unit: string
  /** Days are UTC; instants milliseconds of the epoch. */
  readonly madeOn: string
  readonly reviewer: string | null
  readonly decidedAt: number | null
  readonly decidedOn: string | null
  readonly usedAt: number | null
  readonly usedOn: string | null
}

/** What only the transaction knows of how an output counts. */
export interface KnownThen {
  /** Code. */
  readonly system: string
  readonly approved: boolean
  readonly use: Use
  readonly referenceSeconds: number | null
}

/** Where each number of an output stands; the first ten are numbers of values. */
const AT = {
  system: 0, version: 1, pillar: 2, processStep: 3, unit: 4, madeOn: 5, features: 6, decision: 7, reviewer: 8, explanationOpened: 9,
  confidence: 10, seconds: 11, readingSeconds: 12, rationale: 13, decidedAt: 14, usedAt: 15
} as const
const COLUMNS = Object.keys(AT).length

/**
 * Outputs between their reading and their transaction: a few numbers of each, the values that many share once, and all else as the bytes of
 * the rows. An object of each would outlive the collector's first look, and be copied and marked for it: that took longer than reading them.
 */
export class ReadyOutputs {
  readonly #rows: FieldWriter
  readonly #numbers: NumberRows
  readonly #values = new SharedValues()
  readonly #references: string[] = []

  constructor ({ most, rowBytes }: { most: number, rowBytes?: number }) {
    this.#numbers = new NumberRows(COLUMNS, most)
    this.#rows = new FieldWriter(rowBytes)
  }

  get length (): number {
    return this.#references.length
  }

  add (output: StatedOutput): void {
    const { decision, usedAt } = output
    const { version, pillar, unit, madeOn, confidence, features, review } = recordOf({
      ...output, approved: false, planted: false, use: 'not_used', decision: decision === null ? null : { ...decision, competence: 'unknown', referenceSeconds: null }
    })
    const values = this.#values
    writeStated(this.#rows, output)
    this.#rows.endPart()
    this.#numbers.push([
      values.numberOf(output.system), values.numberOf(version), values.numberOf(pillar), values.numberOf(output.processStep), values.numberOf(unit), values.numberOf(madeOn), values.numberOf(features),
      values.numberOf(review?.decision ?? null), values.numberOf(review?.reviewer ?? null), values.numberOf(review?.explanationOpened ?? null),
      orNaN(confidence), orNaN(review?.seconds), orNaN(review?.readingSeconds), orNaN(review?.rationale), orNaN(decision?.decidedAt.getTime()), orNaN(usedAt?.getTime())
    ])
    this.#references.push(output.reference)
  }

  /** Made when it is asked for. */
  at (place: number): ReadyOutput {
    const [decidedAt, usedAt] = [this.#number(place, AT.decidedAt), this.#number(place, AT.usedAt)]
    return {
      system: this.#value(place, AT.system), pillar: this.#value(place, AT.pillar), processStep: this.#value(place, AT.processStep), unit: this.#value(place, AT.unit), madeOn: this.#value(place, AT.madeOn), reviewer: this.#value(place, AT.reviewer),
      decidedAt, decidedOn: decidedAt === null ? null : utcDay(new Date(decidedAt)), usedAt, usedOn: usedAt === null ? null : utcDay(new Date(usedAt))
    }
  }

  referenceOf (place: number): string {
    return this.#references[place] as string
  }

  /** Bytes of all rows, as far as they are known. */
  get rowBytes (): number {
    return this.#rows.partBytes
  }

  /** Fields of its row, of `writeStated`. */
  statedOf (place: number): Buffer {
    return this.#rows.part(place)
  }

  recordOf (place: number, { system, approved, use, referenceSeconds }: KnownThen): OversightRecord {
    return {
      system, version: this.#value(place, AT.version), pillar: this.#value(place, AT.pillar), unit: this.#value(place, AT.unit), madeOn: this.#value(place, AT.madeOn), approved, confidence: this.#number(place, AT.confidence),
      features: this.#value(place, AT.features), planted: false, use, review: this.#reviewOf(place, referenceSeconds), outcomes: [], secondReview: null
    }
  }

  #reviewOf (place: number, referenceSeconds: number | null): Review | null {
    const decision = this.#value<Review['decision'] | null>(place, AT.decision)
    return decision === null ? null : {
      decision, reviewer: this.#value(place, AT.reviewer), seconds: this.#number(place, AT.seconds), referenceSeconds, readingSeconds: this.#number(place, AT.readingSeconds),
      explanationOpened: this.#value(place, AT.explanationOpened), rationale: this.#number(place, AT.rationale)
    }
  }

  #number (place: number, column: number): number | null {
    const number = this.#numbers.at(place, column)
    return Number.isNaN(number) ? null : number
  }

  /** Of the type that was put into the column. */
  #value<Value> (place: number, column: number): Value {
    return this.#values.valueOf(this.#numbers.at(place, column)) as Value
  }

  /** Nobody asks for rows any more. */
  release (): void {
    this.#rows.release()
    this.#numbers.release()
  }
}

const orNaN = (number: number | null | undefined): number => number ?? Number.NaN

/** Each value once, however many outputs have it; equal texts are one. */
class SharedValues {
  readonly #numbers = new Map<unknown, number>()
  readonly #values: unknown[] = []

  numberOf (value: unknown): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#numbers.set(value, this.#values.length)
    return this.#values.push(value) - 1
  }

  valueOf (number: number): unknown {
    return this.#values[number]
  }
}
