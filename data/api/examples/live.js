// SPDX-License-Identifier: GPL-3.0-or-later
// Takes part in a project live: node live.js http://127.0.0.1:5000 [SESSION], until Ctrl+C.
// Needs Node 18 or newer and `npm install socket.io-client`. Without SESSION it makes a project.
// Where the host wants a token it is taken from TALUS_TOKEN in the environment; where it has a
// certificate of its own making, name that one's file in NODE_EXTRA_CA_CERTS.

const { randomUUID } = require('node:crypto')
const { io } = require('socket.io-client')

// What to say when we come back to where this was.
function placeOf ({ seq, epoch, head }) {
  return { since: seq, epoch, head }
}

class Follower {
  // tell: called with what there is to print
  constructor (url, sessionId, tell) {
    this.url = url
    this.sessionId = sessionId
    this.tell = tell
    this.person = { token: process.env.TALUS_TOKEN, author_id: randomUUID(), name: 'Live' }
    this.position = null // the last record that was seen whole: since, epoch, head
    this.parts = [] // of the next, as far as they have come

    // The function is called each time it connects: so coming back is joining with the
    // place where we were, and what was missed follows.
    this.socket = io(url, {
      auth: answer => answer({ ...this.person, session_id: sessionId, ...this.position })
    })
    this.socket.onAny((event, data) => this.take(event, data))
    this.socket.on('disconnect', () => {
      this.parts = [] // they come again, with the rest of them
      tell('away')
    })
    this.socket.on('connect_error', error => {
      // With data the host has spoken; without, it was not reached, and is tried again.
      if (error.data !== undefined) this.end(`${error.data.code}: ${error.data.message}`)
    })
  }

  take (event, data) {
    if (event === 'joined') {
      this.newest = placeOf(data)
      this.position ??= this.newest
      this.tell(`in, ${data.active_clients} here`)
    } else if (event === 'snapshot') {
      this.takeSnapshot(data, this.newest)
    } else if (event === 'sync') {
      this.sync()
    } else if (event === 'error' && data.in_reply_to === 'join_session') {
      this.end(`${data.code}: ${data.message}`)
    } else if (event === 'session:closed' && data.reason !== 'shutting down') {
      this.end(`closed: ${data.reason}`)
    } else if (data.part !== undefined) {
      this.parts.push(data)
    } else if (data.of !== undefined && event === data.event) { // not the bare `undo`, `redo`
      this.takeRecord(this.parts, data)
    }
  }

  takeRecord (parts, closing) {
    this.parts = []
    this.position = { since: closing.seq, epoch: this.position.epoch, head: closing.head }
    const what = parts.map(part => part.event).join(' ') || closing.event
    this.tell(`${closing.seq} ${closing.author.name}: ${closing.command_type}: ${what}`)
  }

  // Where what was missed does not lead from here to there, the project comes whole.
  // A large one is fetched; meanwhile the position says already where it will be.
  async takeSnapshot ({ reason, graph, graph_url: path }, position) {
    this.parts = []
    this.position = graph === undefined ? position : placeOf(graph)
    graph ??= (await this.get(path)).graph
    this.tell(`anew, at ${graph.seq}: ${reason}`)
  }

  // We were too slow. Nothing comes any more until we say where we are.
  async sync () {
    const answer = await this.ask('sync', this.position)
    if (answer.snapshot === undefined) {
      this.parts = []
      for (const data of answer.events) this.take(data.event, data)
    } else {
      this.takeSnapshot(answer.snapshot, placeOf(answer))
    }
  }

  // Asks until there is an answer, whatever becomes of the connection in the meantime: a
  // command with the same id happens once.
  async ask (event, body) {
    body = { session_id: this.sessionId, ...body }
    if (event !== 'sync') body.command_id ??= randomUUID()
    for (;;) {
      const answer = await this.socket.timeout(10000).emitWithAck(event, body).catch(() => null)
      if (answer?.code !== undefined) throw Object.assign(new Error(answer.message), answer)
      if (answer !== null) return answer
    }
  }

  async get (path) {
    const { token } = this.person
    const answer = await fetch(this.url + path,
      { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } })
    const value = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(value.error.message), value.error)
    return value
  }

  end (why) {
    console.error(why)
    process.exitCode = 1
    this.socket.close()
  }
}

async function makeProject (url) {
  const answer = await fetch(url + '/api/v1/projects', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ template_id: 'restomod', project_name: 'Live' })
  })
  return (await answer.json()).session_id
}

async function main (url, sessionId) {
  sessionId ??= await makeProject(url)
  const follower = new Follower(url, sessionId, console.log)
  const { graph } = await follower.get(`/api/v1/sessions/${sessionId}/graph`)

  // A change, and not so: undo takes back exactly what is asked for, or refuses.
  const { command_id: target } = await follower.ask('command', {
    command_type: 'UpdateProperty',
    data: { node_id: graph.project_id, property_id: 'name', value: `${graph.name}, live` }
  })
  await follower.ask('undo', { scope: 'author', target })
  console.log(`following ${sessionId}`)
}

main(process.argv[2] ?? 'http://127.0.0.1:5000', process.argv[3]).catch(error => {
  console.error(error.message)
  process.exit(1)
})
