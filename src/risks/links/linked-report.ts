import type { Principal } from '../../platform/access.ts'
import { runOperatorTx, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { App } from '../../platform/http/server.ts'
import { isLinkToken } from '../../platform/links/link-token.ts'
import { systemPrincipal } from '../../platform/log/followed-logs.ts'
import { notFound } from '../../platform/problem.ts'
import type { Problem } from '../../platform/problem.ts'
import type { RiskDeps } from '../deps.ts'
import { READ } from '../register/risk-operations.ts'
import { drawReport } from '../report/drawn-reports.ts'
import { readReport } from '../report/kept-reports.ts'
import { sendBytes } from '../report/routes.ts'
import { countOpening, findByToken } from './link-store.ts'
import type { OpenedLink } from './link-store.ts'

const PDF = '.pdf'

/** `/reports/{token}`, for people with a link and a browser alone. Whatever does not open anything is not there. */
export function linkedReport (app: App, deps: Pick<RiskDeps, 'db' | 'clock'>): void {
  app.get<{ Params: { token: string } }>('/reports/:token', { config: { secretAddress: true }, schema: { hide: true } }, async (request, reply) => {
    const as = request.params.token.endsWith(PDF) ? 'pdf' : 'page'
    const token = as === 'pdf' ? request.params.token.slice(0, -PDF.length) : request.params.token
    const link = isLinkToken(token) ? await findByToken(deps.db.operations, token, deps.clock()) : undefined
    if (link === undefined) throw nothing()
    const report = await withOperatorReadOnly(deps.db, principalOf(link), READ, async (tx) => await readReport(tx, { id: link.audit, version: link.version }, link.stage), deps.clock)
    // What is too busy to be drawn is not opened.
    const bytes = await drawReport(report, as)
    if (!await opened(deps, link, as)) throw nothing()
    request.log.info({ securityEvent: 'report_opened', operator: link.eori, link: link.id, address: request.ip }, 'opened')
    return await sendBytes(reply, report, as, bytes)
  })
}

const nothing = (): Problem => notFound('There is nothing at this address.')

/** Who holds a link may read what it shows, and nothing else. */
const principalOf = ({ operatorId, eori }: OpenedLink): Principal => ({ ...systemPrincipal(operatorId, eori), scopes: new Set([READ]) })

/** False where the link has ended meanwhile. */
async function opened ({ db, clock }: Pick<RiskDeps, 'db' | 'clock'>, link: OpenedLink, as: string): Promise<boolean> {
  return await runOperatorTx(db.operations, principalOf(link), async (tx) => {
    const opens = await countOpening(tx, link.id)
    if (opens) tx.log('report_link.opened', `report_link:${link.id}`, { audit: link.audit, version: link.version, stage: link.stage, as })
    return opens
  }, clock)
}
