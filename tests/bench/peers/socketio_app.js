// SPDX-License-Identifier: GPL-3.0-or-later
// The same room with socket.io on Node, in memory: a command changes an object, the room is told,
// then the command is answered. Nothing is durable. For comparison; socketio_app.js PORT.
'use strict'

const http = require('http')
const { randomUUID } = require('crypto')
const { Server } = require('socket.io')

const EPOCH = randomUUID()
const HEAD = '445e5f6088d946e163436140e25c106b'
const LISTED_CLIENTS = 200
const nodes = new Map()
const clients = new Map() // by room: Map of socket id to client, in the order they came
let seq = 0

const server = http.createServer()
const io = new Server(server, {
  serveClient: false,
  perMessageDeflate: false,
  pingInterval: 25000,
  pingTimeout: 20000,
  maxHttpBufferSize: 1000000
})

function join (socket, sessionId) {
  const room = `session_${sessionId}`
  const { author } = socket.data
  socket.join(room)
  let members = clients.get(room)
  if (!members) clients.set(room, members = new Map())
  members.set(socket.id, {
    client_id: socket.id,
    ...author,
    role: 'owner',
    joined_at: new Date().toISOString(),
    presence: null
  })
  const listed = []
  for (const client of members.values()) {
    if (listed.length === LISTED_CLIENTS) break
    listed.push(client)
  }
  socket.on('disconnect', () => members.delete(socket.id))
  socket.emit('joined', {
    event: 'joined', session_id: sessionId, room, client_id: socket.id, author_id: author.author_id,
    role: 'owner', active_clients: members.size, clients: listed, seq, epoch: EPOCH, head: HEAD
  })
}

function execute (socket, command, answer) {
  const { node_id: nodeId, property_id: propertyId, value } = command.data
  const room = `session_${command.session_id}`
  if (!nodes.has(nodeId)) nodes.set(nodeId, { properties: {} })
  const properties = nodes.get(nodeId).properties
  const old = properties[propertyId] ?? null
  const mine = ++seq
  const say = (event, payload) => io.to(room).emit(event, {
    event,
    session_id: command.session_id,
    timestamp,
    command_id: command.command_id,
    author: socket.data.author,
    client_id: socket.id,
    ...payload
  })
  const timestamp = new Date().toISOString()
  properties[propertyId] = value
  say('command:executing', { command_type: command.command_type })
  say('property-changed', {
    seq: mine, part: 1, node_id: nodeId, property_id: propertyId, property_name: propertyId,
    old_value: old, new_value: value
  })
  say('command:executed', {
    seq: mine, head: HEAD, of: 1, command_type: command.command_type, success: true, result: null
  })
  answer({
    success: true, command_id: command.command_id, seq: mine, epoch: EPOCH, head: HEAD, result: null
  })
}

io.on('connection', socket => {
  const { author_id: authorId, name } = socket.handshake.auth
  socket.data.author = { author_id: authorId, colour: '#2190a4', name }
  socket.on('join_session', data => join(socket, data.session_id))
  socket.on('command', (command, answer) => execute(socket, command, answer))
})

server.listen(Number(process.argv[2]), '127.0.0.1')
