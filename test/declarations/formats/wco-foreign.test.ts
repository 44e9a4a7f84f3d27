import { readFileSync } from 'node:fs'
import t from 'tap'
import { unsupported } from '../../../src/declarations/formats/wco-foreign.ts'
import { parseXml } from '../../../src/declarations/formats/xml-tree.ts'

const SAMPLES = new URL('../../fixtures/wco-dec/', import.meta.url)
const problemOf = (path: string) => unsupported(parseXml(readFileSync(new URL(path, SAMPLES))))

const cases: [path: string, message: string, words: RegExp][] = [
  ['other-messages/TT_EX011a__Movement_Messages_EAL.xml', 'inventoryLinkingMovementRequest', /movement message/],
  ['other-messages/TT_EX026a__Movement_Messages_TT_EX026a_CST__Step_2_.xml', 'inventoryLinkingConsolidationRequest', /consolidation/],
  ['other-messages/TT_IM035a__Movement_Messages_Step2_UKCIRM_Validate_Movement_Response.xml', 'InventoryLinkingImportsValidateMovementResponse', /validation of a movement/],
  ['other-messages/TT_IM168a__Movement_Messages_inventoryLinkingImportsGoodsArrival.xml', 'inventoryLinkingImportsGoodsArrival', /goods arrived/],
  ['other-messages/TT_EX055a__DIS_Report_TT_EX055a_DIS_Report.xml', 'DeclarationFullResponse', /declaration information service/],
  ['other-messages/TT_IM117a__01_DMSACC.xml', '_2MetaData', /something like a WCO message/],
  ['foreign/cc007c-valid.xml', 'CC007C', /arrival notification of the transit procedure/],
  ['foreign/cc015c-valid-2.xml', 'CC015C', /transit declaration/],
  ['foreign/CC315A_reduced.xml', 'CC315A', /entry summary declaration/],
  ['foreign/CC313A-schemaValidSampleWithEnvelope-v11-2.xml', 'CC313A', /inside a SOAP envelope is an amendment of an entry summary declaration/],
  ['foreign/DIT123456.xml', 'envelope', /tariff update/]
]

t.test('other messages of the trade are refused by their name, in customs\' words', async (t) => {
  for (const [path, message, words] of cases) {
    const problem = problemOf(path)
    t.match(problem, { status: 422, type: '/problems/unsupported-message', members: { message } }, path)
    t.match(problem.message, words)
    t.ok(problem.message.startsWith(message), 'the name of the root element comes first')
  }
})

t.test('anything else is refused too, and long names are cut', async (t) => {
  const problem = unsupported(parseXml(Buffer.from(`<${'x'.repeat(400)} xmlns="urn:${'y'.repeat(1000)}"/>`)))
  t.match(problem.message, /not a customs message that is known here/)
  t.ok(problem.message.length < 500)
})
