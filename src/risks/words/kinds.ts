/**
 * Every column in which the feature keeps words of people, by the kind of thing that they are said of; a test holds it against the tables. Pure.
 */

export interface WordPlace {
  readonly table: string
  /** Of the thing, as SQL over `t`. */
  readonly key: string
  /** On which it was said. */
  readonly day: string
  /** What people said: it goes whenever words are erased. */
  readonly said?: readonly string[]
  /** What describes the thing, and where its documents are: it goes if that is asked for as well. */
  readonly describing?: readonly string[]
  /** The same, lists of texts. */
  readonly lists?: readonly string[]
  /** Where the columns hold words at all, as SQL over `t`. */
  readonly only?: string
  /** Whether each has a revision of its own, which moves. */
  readonly revised?: true
}

export interface WordKind {
  /** What legal holds and years of keeping name. */
  readonly class: 'risk_register' | 'risk_audits'
  readonly event: string
  readonly subject: string
  /** Type of its keys. */
  readonly keyed: 'uuid' | 'text'
  readonly places: readonly WordPlace[]
  /** The table with the thing's revision, which moves with any of its words; left out: it has none. */
  readonly revised?: string
  /** Whose frozen words are whose, and what describes it now, as SQL over the operator $1 and the keys $2; left out: none are frozen. */
  readonly frozen?: string
  /** Routes whose stored answers show the words, by the id that they answer. */
  readonly answering: readonly string[]
}

/** What frozen words are called that describe a thing: as long as they describe it now they stay, unless that is asked for as well. */
export const DESCRIBING = ['title', 'action', 'document', 'place']

const utc = (column: string): string => `(t.${column} at time zone 'UTC')::date`
const RECORDED = utc('recorded_at')

export const WORD_KINDS = {
  risk: {
    class: 'risk_register', event: 'risk.words_erased', subject: 'risk', keyed: 'uuid', revised: 'risks',
    places: [
      { table: 'risk_inputs', key: 't.risk_id', day: 't.stated_on', said: ['reason'] },
      { table: 'risks', key: 't.id', day: `coalesce(t.retired_on, ${RECORDED})`, said: ['retired_because'], describing: ['title', 'description'], lists: ['typical_causes', 'example_controls'] }
    ],
    frozen: 'select r.id::text as key, \'risk:\' || r.code as subject, array[r.title] as current from aeo.risks r where r.operator_id = $1 and r.id = any($2::uuid[])',
    answering: ['POST /v1/risks', 'POST /v1/risks/{ref}/inputs', 'POST /v1/risks/{ref}/retire', 'POST /v1/risks/{ref}/reinstate']
  },
  control: {
    class: 'risk_register', event: 'risk_control.words_erased', subject: 'risk_control', keyed: 'uuid', revised: 'risk_controls',
    places: [
      { table: 'risk_control_designs', key: 't.control_id', day: RECORDED, said: ['reason'] },
      { table: 'control_tests', key: 't.control_id', day: 't.tested_on', said: ['remarks', 'withdrawn_because'], describing: ['evidence_reference'] },
      { table: 'risk_controls', key: 't.id', day: `coalesce(t.retired_on, ${RECORDED})`, said: ['retired_because'], describing: ['title', 'description'] }
    ],
    frozen: 'select c.id::text as key, \'control:\' || c.code as subject, array[c.title] as current from aeo.risk_controls c where c.operator_id = $1 and c.id = any($2::uuid[])',
    answering: ['POST /v1/controls', 'POST /v1/controls/{ref}/design', 'POST /v1/controls/{ref}/retire', 'POST /v1/controls/{ref}/tests', 'POST /v1/controls/{ref}/tests/{id}/withdraw', 'POST /v1/controls/{ref}/tests/run']
  },
  treatment: {
    class: 'risk_register', event: 'risk_treatment.words_erased', subject: 'risk_treatment', keyed: 'uuid', revised: 'risk_treatments',
    places: [{ table: 'risk_treatments', key: 't.id', day: `coalesce(t.finished_on, t.dropped_on, ${RECORDED})`, said: ['dropped_because'], describing: ['title', 'action', 'procedure_reference'] }],
    frozen: 'select r.id::text as key, \'treatment:\' || r.code as subject, array[r.title, r.action, r.procedure_reference] as current from aeo.risk_treatments r where r.operator_id = $1 and r.id = any($2::uuid[])',
    answering: ['POST /v1/risk-treatments', 'POST /v1/risk-treatments/{ref}/complete', 'POST /v1/risk-treatments/{ref}/drop']
  },
  acceptance: {
    class: 'risk_register', event: 'risk_acceptance.words_erased', subject: 'risk_acceptance', keyed: 'uuid', revised: 'risk_acceptances',
    places: [{ table: 'risk_acceptances', key: 't.id', day: `coalesce(${utc('ended_at')}, t.expires_on)`, said: ['reason', 'signer_rank', 'ended_because'] }],
    frozen: 'select a.id::text as key, \'acceptance:\' || a.id as subject, \'{}\'::text[] as current from aeo.risk_acceptances a where a.operator_id = $1 and a.id = any($2::uuid[])',
    answering: ['POST /v1/risk-acceptances', 'POST /v1/risk-acceptances/{id}/sign', 'POST /v1/risk-acceptances/{id}/decline', 'POST /v1/risk-acceptances/{id}/revoke']
  },
  appetite: {
    class: 'risk_register', event: 'risk_appetite.words_erased', subject: 'risk_appetite', keyed: 'text',
    places: [{ table: 'risk_appetites', key: 't.area', day: RECORDED, said: ['reason'] }], answering: []
  },
  settings: {
    class: 'risk_register', event: 'risk.settings_words_erased', subject: 'risk', keyed: 'text',
    places: [{ table: 'risk_settings', key: '\'settings\'::text', day: RECORDED, said: ['reason'] }], answering: []
  },
  assessment: {
    class: 'risk_register', event: 'risk.assessment_words_erased', subject: 'risk_assessment', keyed: 'uuid',
    places: [{ table: 'risk_assessments', key: 't.id', day: RECORDED, said: ['reason'] }], answering: ['POST /v1/risk-assessments']
  },
  audit: {
    class: 'risk_audits', event: 'risk_audit.words_erased', subject: 'risk_audit', keyed: 'uuid', revised: 'risk_audits',
    places: [
      { table: 'risk_audit_versions', key: 't.audit_id', day: utc('opened_at'), said: ['reopened_because'] },
      { table: 'risk_audit_inputs', key: 't.audit_id', day: utc('stated_at'), said: ['absent_because'], describing: ['title', 'reference'] },
      { table: 'risk_audit_exceptions', key: 't.audit_id', day: utc('stated_at'), said: ['reason'] },
      { table: 'risk_audit_recipients', key: 't.audit_id', day: utc('added_at'), said: ['withdrawn_because'], describing: ['evidence_reference'] },
      { table: 'risk_follow_ups', key: 't.audit_id', day: RECORDED, said: ['title'], describing: ['done_reference'], revised: true },
      // Of the others it is an id, a code or the number of a question.
      { table: 'risk_follow_ups', key: 't.audit_id', day: RECORDED, describing: ['reference'], only: 't.kind = \'procedure_change\'', revised: true },
      { table: 'risk_audits', key: 't.id', day: RECORDED, describing: ['title'] }
    ],
    frozen: `select a.id::text as key, 'audit:' || a.id as subject, array[a.title] || array(select unnest(array[i.title, i.reference]) from aeo.risk_audit_inputs i where i.operator_id = $1 and i.audit_id = a.id)
        || array(select k.evidence_reference from aeo.risk_audit_recipients k where k.operator_id = $1 and k.audit_id = a.id) || array(select unnest(array[f.reference, f.done_reference]) from aeo.risk_follow_ups f where f.operator_id = $1 and f.audit_id = a.id) as current
      from aeo.risk_audits a where a.operator_id = $1 and a.id = any($2::uuid[])`,
    answering: ['POST /v1/risk-audits', 'POST /v1/risk-audits/{id}/advance', 'POST /v1/risk-audits/{id}/reopen', 'POST /v1/risk-audits/{id}/follow-ups', 'POST /v1/risk-audits/{id}/follow-ups/{followUp}/done']
  }
} as const satisfies Readonly<Record<string, WordKind>>

export type WordKindName = keyof typeof WORD_KINDS

/** Answers of these show the recipients of an audit, and name none: they go, whosesoever they are, and whoever sends the request again is judged anew. */
export const ANSWERING_RECIPIENTS = [
  'POST /v1/risk-audits/{id}/recipients', 'POST /v1/risk-audits/{id}/recipients/{position}/withdraw', 'POST /v1/risk-audits/{id}/notices', 'POST /v1/risk-audits/{id}/reminders', 'POST /v1/risk-audits/{id}/acknowledge',
  'POST /v1/risk-audits/{id}/recipients/{position}/record-acknowledgement'
]
