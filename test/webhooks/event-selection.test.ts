import t from 'tap'
import { EVENT_KINDS, isSelected, patternFaults, readingScopes } from '../../src/webhooks/event-selection.ts'
import { contentOf, messageId } from '../../src/webhooks/message.ts'

t.test('of the rights of a token those count by which events are read', (t) => {
  t.strictSame(readingScopes(new Set(['risks:read', 'webhooks:write', 'declarations:write', 'declarations:read'])), ['declarations:read', 'risks:read'])
  t.strictSame(readingScopes(new Set(['webhooks:write'])), [])
  t.ok(readingScopes(new Set(['*'])).includes('training:personal'), 'all of them for *')
  t.notOk(readingScopes(new Set(['*'])).some((scope) => scope.includes('*')), 'those that there are today')
  t.end()
})

t.test('a pattern names a kind that exists and that the rights read', (t) => {
  const kinds = (patterns: string[], scopes: string[]) => patternFaults(patterns, scopes).map(({ index, kind }) => [index, kind])
  t.strictSame(kinds(['risk_notice.*', 'risk.added', '*'], ['risks:read']), [])
  t.strictSame(kinds(['risk.*', 'sanction.*', 'nothing.*', 'constructor.x', '__proto__.*'], ['risks:read']), [[1, 'unreadable'], [2, 'unknown'], [3, 'unknown'], [4, 'unknown']])
  t.match(patternFaults(['sanction.recorded'], ['risks:read']), [{ scope: 'sanctions:read' }])
  t.strictSame(kinds(['*'], []), [[0, 'nothing']])
  t.end()
})

t.test('an event that there is not is refused, with the one that was meant', (t) => {
  const cases: [pattern: string, hint: RegExp][] = [
    ['declaration.recieved', /closest is declaration\.recorded; of declaration there are recorded, /], ['sanction.recordeds', /closest is sanction\.recorded;/], ['risk_notice.send', /closest is risk_notice\.sent; of risk_notice there are sent, /],
    ['declarations.recorded', /one of declaration, /], ['ai_outputs.*', /one of ai_output, /], ['logs.*', /one of /], ['webhook.test', /closest is webhook\.tested;/], ['unit.constructor', /of unit there are changed/]
  ]
  for (const [pattern, hint] of cases) t.match(patternFaults([pattern], readingScopes(new Set(['*']))), [{ kind: 'unknown', hint }], pattern)
  t.strictSame(patternFaults(Array.from({ length: 50 }, (_, index) => `declaration.recieved_${'x'.repeat(index)}`), ['declarations:read']).map(({ hint }) => hint !== undefined), [true, true, true, ...Array.from({ length: 47 }, () => false)], 'for the first few, which takes a while')
  t.strictSame(patternFaults(['declaration.recieved'], ['declarations:read'], ['declaration.recieved']), [], 'what was taken once stays')
  t.match(patternFaults(['declaration.recieved'], ['risks:read'], ['declaration.recieved']), [{ kind: 'unreadable', scope: 'declarations:read' }], 'but is not read by that')
  t.end()
})

t.test('an event is sent when it is asked for and may be read, and not otherwise', (t) => {
  const of = (eventTypes: string[], ...scopes: string[]) => ({ eventTypes, scopes })
  const cases: [type: string, selection: ReturnType<typeof of>, sent: boolean][] = [
    ['risk.added', of(['*'], 'risks:read'), true], ['risk.added', of(['risk.*'], 'risks:read'), true], ['risk.added', of(['risk.added'], 'risks:read'), true],
    ['risk.added', of(['risk.retired'], 'risks:read'), false], ['risk_notice.sent', of(['risk.*'], 'risks:read'), false], ['risk.added', of(['risk_notice.*'], 'risks:read'), false],
    ['sanction.recorded', of(['*'], 'risks:read'), false], ['sanction.recorded', of(['sanction.*'], 'risks:read'), false], ['sanction.recorded', of(['sanction.recorded'], 'risks:read'), false],
    ['unheard.of', of(['*'], 'risks:read'), false], ['constructor.x', of(['*'], 'risks:read'), false], ['ai_planted_check.shown', of(['*'], 'ai:read'), false], ['ai_planted_check.shown', of(['*'], 'ai:write'), true]
  ]
  for (const [type, selection, sent] of cases) t.equal(isSelected(type, selection), sent, `${type} ${JSON.stringify(selection)}`)
  t.ok(EVENT_KINDS.includes('webhook'))
  t.end()
})

t.test('a message says which event it is, in the same bytes each time, and nothing of what the event says', (t) => {
  const event = { type: 'declaration.recorded', subject: 'declaration:018f', epoch: 1, seq: '12', at: new Date('2026-11-02T08:00:00.000Z') }
  t.equal(contentOf('IT1', { ...event, data: { price: 1 } } as typeof event), '{"at":"2026-11-02T08:00:00.000Z","epoch":1,"ids":{"declaration":"018f"},"operator":"IT1","seq":"12","subject":"declaration:018f","type":"declaration.recorded"}')
  t.match(JSON.parse(contentOf('IT1', { ...event, subject: 'operator' })), { ids: {} }, 'a subject without an id')
  const operator = '018f0000-0000-7000-8000-000000000001'
  t.equal(messageId(operator, 1, '12'), messageId(operator, 1, '12'))
  t.equal(new Set([messageId(operator, 1, '12'), messageId(operator, 2, '12'), messageId(operator, 1, '13'), messageId('018f0000-0000-7000-8000-000000000002', 1, '12')]).size, 4)
  t.match(messageId(operator, 1, '12'), /^[0-9a-f-]{36}$/, 'without the dot that stands between it and the time')
  t.end()
})
