import type { OversightRecord, Review, Use } from '../../../ai-oversight/record.ts'
import { utcDay } from '../../../platform/calendar.ts'
import { FieldWriter } from '../../../platform/db/binary-rows.ts'
import { writeStated } from './insert-outputs.ts'
import { recordOf } from './kept-output.ts'
import type { StatedOutput } from './stated-output.ts'

/** What an output is asked about, and how it counts as far as that is known before its transaction. */
export interface ReadyOutput {
  /** Code or id. */
  readonly system: string
  readonly reference: string
  readonly version: string
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

const orNull = (number: number): number | null => Number.isNaN(number) ? null : number

/**
 * Outputs between their reading and their transaction: columns of numbers and of texts that many share, and all else as the bytes of the
 * rows. An object of each would outlive the collector's first look and be copied, and marked, for it: that took longer than reading them.
 */
export class ReadyOutputs {
  readonly #rows: FieldWriter
  readonly #texts = new Map<string, string>()
  readonly #features = new Map<string, OversightRecord['features']>()
  readonly #system: string[] = []
  readonly #reference: string[] = []
  readonly #version: string[] = []
  readonly #pillar: string[] = []
  readonly #processStep: (string | null)[] = []
  readonly #unit: string[] = []
  readonly #madeOn: string[] = []
  readonly #confidence: number[] = []
  readonly #featuresOf: OversightRecord['features'][] = []
  readonly #decision: (Review['decision'] | null)[] = []
  readonly #reviewer: (string | null)[] = []
  readonly #seconds: number[] = []
  readonly #readingSeconds: number[] = []
  readonly #explanationOpened: (boolean | null)[] = []
  readonly #rationale: number[] = []
  readonly #decidedAt: number[] = []
  readonly #usedAt: number[] = []

  /** @param rowBytes what their rows take, where it is known. */
  constructor (rowBytes?: number) {
    this.#rows = new FieldWriter(rowBytes)
  }

  get length (): number {
    return this.#reference.length
  }

  add (output: StatedOutput): void {
    const { version, pillar, unit, madeOn, confidence, features, review } = recordOf({
      ...output, approved: false, planted: false, use: 'not_used', decision: output.decision === null ? null : { ...output.decision, competence: 'unknown', referenceSeconds: null }
    })
    writeStated(this.#rows, output)
    this.#rows.endPart()
    this.#reference.push(output.reference)
    this.#system.push(this.#shared(output.system))
    this.#version.push(this.#shared(version))
    this.#pillar.push(this.#shared(pillar))
    this.#processStep.push(output.processStep === null ? null : this.#shared(output.processStep))
    this.#unit.push(this.#shared(unit))
    this.#madeOn.push(madeOn)
    this.#confidence.push(confidence ?? Number.NaN)
    this.#featuresOf.push(this.#sharedFeatures(features))
    this.#usedAt.push(output.usedAt?.getTime() ?? Number.NaN)
    this.#decidedAt.push(output.decision?.decidedAt.getTime() ?? Number.NaN)
    this.#addReview(review)
  }

  #addReview (review: Review | null): void {
    this.#decision.push(review?.decision ?? null)
    this.#reviewer.push(review === null ? null : this.#shared(review.reviewer))
    this.#seconds.push(review?.seconds ?? Number.NaN)
    this.#readingSeconds.push(review?.readingSeconds ?? Number.NaN)
    this.#explanationOpened.push(review?.explanationOpened ?? null)
    this.#rationale.push(review?.rationale ?? Number.NaN)
  }

  /** The same text once, however many say it. */
  #shared (text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    this.#texts.set(text, text)
    return text
  }

  #sharedFeatures (features: OversightRecord['features']): OversightRecord['features'] {
    let key = ''
    for (const name in features) key += `${name}\0${features[name]}\0`
    const known = this.#features.get(key)
    if (known !== undefined) return known
    this.#features.set(key, features)
    return features
  }

  /** Made when it is asked for. */
  at (index: number): ReadyOutput {
    const [decidedAt, usedAt] = [orNull(this.#decidedAt[index] as number), orNull(this.#usedAt[index] as number)]
    return {
      system: this.#system[index] as string, reference: this.#reference[index] as string, version: this.#version[index] as string, pillar: this.#pillar[index] as string,
      processStep: this.#processStep[index] as string | null, unit: this.#unit[index] as string, madeOn: this.#madeOn[index] as string, reviewer: this.#reviewer[index] as string | null,
      decidedAt, decidedOn: decidedAt === null ? null : utcDay(new Date(decidedAt)), usedAt, usedOn: usedAt === null ? null : utcDay(new Date(usedAt))
    }
  }

  referenceOf (index: number): string {
    return this.#reference[index] as string
  }

  /** Fields of its row, of `writeStated`. */
  statedOf (index: number): Buffer {
    return this.#rows.part(index)
  }

  recordOf (index: number, { system, approved, use, referenceSeconds }: KnownThen): OversightRecord {
    return {
      system, version: this.#version[index] as string, pillar: this.#pillar[index] as string, unit: this.#unit[index] as string, madeOn: this.#madeOn[index] as string, approved,
      confidence: orNull(this.#confidence[index] as number), features: this.#featuresOf[index] as OversightRecord['features'], planted: false, use, review: this.#reviewOf(index, referenceSeconds), outcomes: [], secondReview: null
    }
  }

  #reviewOf (index: number, referenceSeconds: number | null): Review | null {
    const [decision, reviewer] = [this.#decision[index] ?? null, this.#reviewer[index] ?? null]
    if (decision === null || reviewer === null) return null
    return {
      decision, reviewer, seconds: orNull(this.#seconds[index] as number), referenceSeconds, readingSeconds: orNull(this.#readingSeconds[index] as number),
      explanationOpened: this.#explanationOpened[index] as boolean | null, rationale: orNull(this.#rationale[index] as number)
    }
  }

  /** Nobody asks for rows any more. */
  release (): void {
    this.#rows.release()
  }
}
