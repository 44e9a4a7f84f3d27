import { totalmem } from 'node:os'
import type { Cluster } from './embedded-cluster.ts'

/** Settings of the embedded server, as arguments: they win over its files, so an upgrade of this service reaches old clusters. */
export function serverArguments (cluster: Cluster, durable: boolean): string[] {
  const settings = { ...REACH, ...LOG, cluster_name: cluster.name, jit: 'off', timezone: 'UTC', shared_buffers: sharedBuffers(), ...(durable ? DURABLE : FORGETFUL) }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The socket lies in the cluster's own folder, which is closed to others; there is no network address. */
const REACH = {
  listen_addresses: '',
  port: '5432',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256'
}

/** Few lines, and none that quotes a statement or a row: the log is no place for other people's values. */
const LOG = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_timezone: 'UTC'
}

const DURABLE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }

/** For tests: nothing is kept, so nothing is flushed. */
const FORGETFUL = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum_naptime: '10min',
  shared_buffers: '64MB'
}

/** An eighth of what we may use, within what is useful on a small machine. */
function sharedBuffers (): string {
  const limit = process.constrainedMemory()
  const available = limit > 0 && limit < totalmem() ? limit : totalmem()
  return `${Math.round(Math.min(Math.max(available / 8 / 2 ** 20, 64), 512))}MB`
}
