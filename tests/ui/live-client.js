// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody else at this computer, who has a join link: live-client.js FOLDER-OF-PACKAGES LINK. What it hears goes
// to the standard output, a JSON array a line: ["joined", {…}], ["node-renamed", {…}]. On the
// standard input it is told what to do, a JSON array a line: ["rename", NODE, NAME],
// ["create", TYPE, PARENT, NAME].

import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { randomUUID } from 'node:crypto'

const { io } = createRequire(process.argv[2] + '/')('socket.io-client')
const link = new URL(process.argv[3])
const session = link.pathname.split('/').pop()
const socket = io(link.origin, { auth: { author_id: randomUUID(), name: 'Grace' } })

function tell (...words) {
  console.log(JSON.stringify(words))
}

async function execute (type, data) {
  const answer = await socket.timeout(20000).emitWithAck('command', {
    session_id: session, command_type: type, data, command_id: randomUUID()
  })
  tell('answer', answer)
}

socket.onAny((name, data) => tell(name, data))
socket.on('connect_error', error => tell('connect_error', error.message))
socket.on('connect', async () => {
  tell('graph', await (await fetch(`${link.origin}/api/v1/sessions/${session}/graph`)).json())
  await socket.timeout(20000).emitWithAck('join_session', { session_id: session })
})

createInterface({ input: process.stdin }).on('line', line => {
  const [what, ...rest] = JSON.parse(line)
  if (what === 'rename') {
    execute('UpdateProperty', { node_id: rest[0], property_id: 'name', value: rest[1] })
  } else if (what === 'create') {
    execute('CreateNode', { blueprint_type_id: rest[0], parent_id: rest[1], name: rest[2] })
  }
}).on('close', () => process.exit(0))
