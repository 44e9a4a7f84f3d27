import { readFileSync } from 'node:fs'
import t from 'tap'
import { readWcoMessage } from '../../../src/declarations/formats/wco-message.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/amendments/', import.meta.url)
const requestIn = (file: string) => readWcoMessage(readFileSync(new URL(file, SAMPLES)))

t.test('requests say what they ask, about which declaration, by whom and why', async (t) => {
  t.strictSame(requestIn('TT_EX010a__TT_EX010a_Cancellation.xml'), {
    kind: 'invalidation', mrn: '24GBDIRIGZ7QLCPAA8', reference: 'U.7867523JNCOL', submitter: 'GB150454489082', reason: 'This is a duplicate, please can', changes: []
  })
  t.strictSame(requestIn('TT_IM176a__Movement_Messages_Step2_GPN.xml'), {
    kind: 'presentation', mrn: '24GBCSOYM2NQWUNA03', reference: 'U.78494315HBY1', submitter: 'XI553202734852', changes: []
  })
  t.match(requestIn('TT_IM005b__TT_IM005b_Amendment.xml'), {
    kind: 'amendment', mrn: '22GB9TOG03BRZ1GA02', reference: 'TT_IM05_Amend', reason: 'TT_IM05 Amendment to Net Weight', changes: [{ reason: '28' }]
  })
})
