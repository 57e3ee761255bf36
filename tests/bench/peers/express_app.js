// SPDX-License-Identifier: GPL-3.0-or-later
// What a careful person writes in an afternoon with Express: a command changes an object and is
// durable before it is answered. For comparison; express_app.js PORT FILE.
'use strict'

const express = require('express')
const fs = require('fs/promises')

const app = express()
const nodes = new Map([['root', { name: 'root', properties: {}, children: [] }]])
let log
let seq = 0

app.use(express.json())

app.get('/api/v1/health', (request, response) => {
  response.json({ status: 'ok' })
})

app.get('/api/v1/nodes/:id', (request, response) => {
  response.json({ node: nodes.get(request.params.id) })
})

app.post('/api/v1/commands/execute', async (request, response) => {
  const command = request.body
  const data = command.data
  if (command.command_type === 'CreateNode') {
    nodes.set(data.id, { name: data.name, properties: {}, children: [] })
    nodes.get('root').children.push(data.id)
  } else {
    nodes.get(data.node_id).properties[data.property_id] = data.value
  }
  const mine = ++seq
  await log.appendFile(JSON.stringify({ seq: mine, command }) + '\n')
  await log.datasync()
  response.json({ success: true, command_id: command.command_id, seq: mine })
})

fs.open(process.argv[3], 'a').then(handle => {
  log = handle
  app.listen(Number(process.argv[2]), '127.0.0.1')
})
