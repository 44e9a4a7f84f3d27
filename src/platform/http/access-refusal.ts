/** Why somebody was not let in: for the log alone, as the cause of a problem that says less. */
export class AccessRefusal extends Error {
  readonly reason: string
  readonly eori: string | undefined
  readonly subject: string | undefined

  constructor (reason: string, who: { eori?: string, subject?: string } = {}) {
    super(reason)
    this.name = 'AccessRefusal'
    this.reason = reason
    this.eori = who.eori
    this.subject = who.subject
  }
}
