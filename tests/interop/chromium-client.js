// SPDX-License-Identifier: GPL-3.0-or-later
// socket.io-client in pages of headless Chromium: chromium-client.js FOLDER-OF-PACKAGES PLACES;
// one JSON object a case. The pages come from another origin than the host's.

import { createRequire } from 'node:module'
import { listCases, listForeignCases } from './scenario.js'

const AT_ONCE = 4

const { chromium } = createRequire(process.argv[2] + '/')('playwright-core')
const places = JSON.parse(process.argv[3])

// Tests may run as root, in containers without user namespaces or a large /dev/shm.
const browser = await chromium.launch({
  executablePath: places.chromium,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
})

// Each in a context of its own: a browser keeps few connections to a host, and polls hold them.
async function run ({ list, number, url }) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(url)
  const result = await page.evaluate(async ([list, number, places]) => {
    const scenario = await import('/scenario.js')
    return scenario.runCase(scenario[list](places)[number], window.io)
  }, [list, number, places])
  console.log(JSON.stringify(result))
  await context.close()
}

const errands = [
  ...listCases(places).map((_, number) => ({ list: 'listCases', number, url: places.page })),
  ...listForeignCases(places).map((_, number) =>
    ({ list: 'listForeignCases', number, url: places.foreignPage }))
]

async function work () {
  for (let errand = errands.shift(); errand; errand = errands.shift()) await run(errand)
}

try {
  await Promise.all(Array.from({ length: AT_ONCE }, work))
} finally {
  await browser.close()
}
