/** What happened in a register that answers about the company may speak of: the words in which features tell the questionnaire. Pure. */

export interface TouchSpan {
  /** Last day asked about. */
  readonly until: string
  /** Only what took effect after this day, or was recorded after this instant; everything if absent. */
  readonly since?: { readonly day: string, readonly recordedAt: Date } | undefined
}

/** All of one kind that took effect on one day, and touches the same questions. */
export interface TouchingEvent {
  readonly kind: string
  /** Day on which it took effect. */
  readonly day: string
  /** When the last of it was recorded; null where that is not kept, or nobody recorded it: then its day decides alone. */
  readonly recordedAt: Date | null
  /** One of what it happened to, kind:id. */
  readonly subject: string
  /** Questions, or sections of them, that the event itself names; the kind may stand for further ones. */
  readonly questions: readonly string[]
}

/** Parameters of statements about a span: $1 operator, $2 its last day, $3 and $4 what it is since, or null. */
export const spanValues = (operatorId: string, { until, since }: TouchSpan): unknown[] => [operatorId, until, since?.day ?? null, since?.recordedAt ?? null]

/** One row for each kind, day and set of questions. @param events a query for kind, day, recorded_at, subject and questions. */
export const inSpan = (events: string): string => `select t.kind, t.day, max(t.recorded_at) as "recordedAt", min(t.subject) as subject, t.questions from (${events}) t
  where t.day <= $2::date and ($3::date is null or t.day > $3::date or t.recorded_at > $4::timestamptz) group by t.kind, t.day, t.questions order by t.day, t.kind`
