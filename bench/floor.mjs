// The least that reading lists can cost: one connection, the bytes, JSON.parse. Nothing is looked at or kept.
// usage: node bench/floor.mjs gzip|identity PATH...   with SERVER, CA, CERT and KEY (PEM) in the environment
import {Agent, request} from 'node:https'
import {createGunzip} from 'node:zlib'

const [encoding, ...paths] = process.argv.slice(2)
const {SERVER, CA: ca, CERT: cert, KEY: key} = process.env
const agent = new Agent({keepAlive: true, maxSockets: 1, ca, cert, key})

const receive = path =>
  new Promise((resolve, reject) => {
    const headers = {accept: 'application/json', 'accept-encoding': encoding}
    const asked = request(new URL(path, SERVER), {agent, headers}, answer => {
      const body =
        answer.headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip({chunkSize: 128 * 1024})) : answer
      const chunks = []
      body.on('data', chunk => chunks.push(chunk))
      body.on('end', () => resolve(Buffer.concat(chunks)))
      body.on('error', reject)
    })
    asked.on('error', reject)
    asked.end()
  })

let objects = 0
for (const path of paths) objects += JSON.parse((await receive(path)).toString('latin1')).items.length
process.stdout.write(`${objects}\n`)
agent.destroy()
