import { startEmbedded } from '../../../src/platform/db/embedded.ts'

/** A process of its own that starts the embedded server of a folder, tells its number and lives until it is killed. */

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('Which data folder?')
const log = { info () {}, warn () {}, error () {} }
const server = await startEmbedded({ dataDir, durable: false, log })
console.log(server.pid())
setInterval(() => {}, 60_000)
