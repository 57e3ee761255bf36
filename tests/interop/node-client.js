// SPDX-License-Identifier: GPL-3.0-or-later
// socket.io-client in Node: node-client.js FOLDER-OF-PACKAGES PLACES; one JSON object a case.
// The host's own certificate is in NODE_EXTRA_CA_CERTS.

import { createRequire } from 'node:module'
import { webcrypto } from 'node:crypto'
import { listCases, runCase } from './scenario.js'

globalThis.crypto ??= webcrypto
const { io } = createRequire(process.argv[2] + '/')('socket.io-client')
const places = JSON.parse(process.argv[3])

await Promise.all(listCases(places).map(async one => {
  console.log(JSON.stringify(await runCase(one, io)))
}))
process.exit(0)
