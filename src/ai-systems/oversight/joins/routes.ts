import { Type } from 'typebox'
import { closed, Day, orNull, Text, Uuid } from '../../../platform/http/fields.ts'
import { pageOf, PageQuery } from '../../../platform/http/pages.ts'
import { json } from '../../../platform/http/route-parts.ts'
import { problems } from '../../../platform/http/schemas.ts'
import type { App } from '../../../platform/http/server.ts'
import type { OversightDeps } from '../../deps.ts'
import { PILLARS } from '../../register/pillars.ts'
import type { DeclaredItem } from './declared-item-store.ts'
import { listNotLogged } from './read-declared-items.ts'

const NotLoggedSchema = Type.Object({
  declarationId: Uuid('Id of the declaration'), itemNumber: Type.Integer({ minimum: 1, description: 'Number of the item' }), pillar: Type.Enum(PILLARS, { description: 'Customs pillar of the proposal' }),
  system: Text(64, 'Code of the system, or what the item states where none is registered'), version: orNull(Text(100, 'Version that the item states'), 'Version that the item states; null: none'), unit: orNull(Text(64, 'Code of the unit'), 'Code of the unit of the declaration; null: not known'),
  countedOn: Day('Day of acceptance, until then of receipt'), goodsRef: orNull(Text(64, 'Material number of the goods'), 'Material number of the goods; null: none')
}, { $id: 'AiProposalNotLogged', ...closed, description: 'An item of a declaration that carries a proposal of which no output is logged' })
const Query = Type.Object({ ...PageQuery, from: Type.Optional(Day('First day of acceptance')), to: Type.Optional(Day('Last day of acceptance')) }, closed)

export function joinRoutes (app: App, deps: OversightDeps): void {
  for (const schema of [NotLoggedSchema, pageOf(Type.Ref('AiProposalNotLogged'), 'AiProposalNotLoggedPage', 'Items, counted last first')]) app.addSchema(schema)

  app.get('/ai-proposals-not-logged', {
    config: { scope: 'ai:read' },
    schema: {
      operationId: 'listAiProposalsNotLogged', summary: 'List declared proposals that nobody logged', tags: ['AI oversight'], querystring: Query, response: { 200: json('AiProposalNotLoggedPage', 'A page of items'), ...problems(400) },
      description: 'Items whose declaration says that an AI system took part (aiAssisted), and of whose proposal no output is here: what was shown, decided and found right of them is not known. An item goes once its output is recorded. Counted last first; a page ends with a whole item.'
    }
  }, async (request) => {
    const { items, nextCursor } = await listNotLogged(deps, request.principal, request.query)
    return { items: items.map(toWire), nextCursor }
  })
}

const toWire = ({ outputId: _output, version, unit, ...item }: DeclaredItem) => ({ ...item, version: version === '' ? null : version, unit: unit === '' ? null : unit })
