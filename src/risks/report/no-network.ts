import dgram from 'node:dgram'
import net from 'node:net'

/** Imported first by a process that needs no network: whatever tries to reach one gets an error. */

const refuse = (): never => { throw new Error('This process works without a network') }

net.Socket.prototype.connect = refuse
dgram.Socket.prototype.send = refuse
