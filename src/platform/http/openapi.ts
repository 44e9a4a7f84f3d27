import swagger from '@fastify/swagger'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from './server.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }

/** Collects the OpenAPI document from the schemas of the routes that are registered after it. */
export async function describeApi (app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'aeo-control',
        version,
        description: 'Internal control and reporting system of an EU Authorised Economic Operator. Changes go through REST, reports through GraphQL. Errors are problems (RFC 9457).',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0.html' },
        contact: { name: 'The maintainers of this installation', url: '/docs' }
      },
      servers: [{ url: '/', description: 'This service' }],
      security: [{ bearer: [] }],
      tags: [
        { name: 'declarations', description: 'What was declared, customs\' answers, and the originals' },
        { name: 'events', description: 'The operator\'s log as a change feed' },
        { name: 'graphql', description: 'Reading and reporting' }
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Claims: sub, operator (EORI), scope, iss, aud, iat, exp (RFC 8725). Lifetime at most 24 hours.' }
        }
      }
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => typeof json['$id'] === 'string' ? json['$id'] : `def-${index}` }
  })
}
