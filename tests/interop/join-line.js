// SPDX-License-Identifier: GPL-3.0-or-later
// Pastes lines into the console of a page of headless Chromium:
// join-line.js FOLDER-OF-PACKAGES {chromium, page, join, command}; what the console prints goes
// to the standard output, a JSON array a line.
// What the line imports from a site of the internet comes from the packages instead.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const SECONDS = 30

const packages = process.argv[2]
const places = JSON.parse(process.argv[3])
const { chromium } = createRequire(packages + '/')('playwright-core')

// Tests may run as root, in containers without user namespaces or a large /dev/shm.
const browser = await chromium.launch({
  executablePath: places.chromium,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
})

async function serveClient (route) {
  const name = new URL(route.request().url()).pathname.split('/').pop()
  await route.fulfill({
    body: await readFile(join(packages, 'node_modules/socket.io-client/dist', name)),
    contentType: 'text/javascript',
    headers: { 'Access-Control-Allow-Origin': '*' }
  })
}

// As the console of the developer tools does it: with await and names that last.
async function paste (session, expression) {
  const { exceptionDetails } = await session.send('Runtime.evaluate',
    { expression, replMode: true, awaitPromise: true, includeCommandLineAPI: true })
  if (exceptionDetails) throw new Error(`${expression}\n${JSON.stringify(exceptionDetails)}`)
}

try {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  await context.route('https://cdn.socket.io/**', serveClient)
  const page = await context.newPage()
  const told = []
  let look = () => {}
  page.on('console', async message => {
    const line = await Promise.all(message.args().map(one => one.jsonValue()))
    console.log(JSON.stringify(line))
    told.push(line)
    look()
  })
  const wait = (what, test) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${SECONDS} s for ${what}`)),
      SECONDS * 1000)
    look = () => {
      if (!told.some(test)) return
      clearTimeout(timer)
      resolve()
    }
    look()
  })

  await page.goto(places.page)
  const session = await context.newCDPSession(page)
  await paste(session, places.join)
  await wait('joined', ([event]) => event === 'joined')
  await paste(session, places.command)
  await wait('the ack', ([answer]) => answer?.success === true)
  await wait('the event', ([event]) => event === 'command:executed')
} finally {
  await browser.close()
}
