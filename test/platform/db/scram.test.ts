import t from 'tap'
import { scramVerifier } from '../../../src/platform/db/scram.ts'

t.test('the verifier is the one PostgreSQL makes of the same password and salt', async (t) => {
  // Made by PostgreSQL 18: set password_encryption = 'scram-sha-256'; create role x password 'pencil'; select rolpassword …
  const made = 'SCRAM-SHA-256$4096:q0OPObZyhZh0inRLj53UAw==$lbDHpuDarnh+2tWFHolYaxWVMNBCt2uC2wD8x6EBr7Q=:4b/eBJATIFyVCRBnsQX62UyWtvoI0VRfICagPp7IqEA='
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(made) ?? []
  t.equal(scramVerifier('pencil', Buffer.from(salt ?? '', 'base64'), Number(iterations)), made)
})

t.test('the same password makes another verifier each time', async (t) => {
  t.not(scramVerifier('pencil'), scramVerifier('pencil'))
})
