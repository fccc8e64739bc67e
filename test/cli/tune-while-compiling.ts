// Has V8 compile fresh functions all the time, and changes its flag in between, over and over. V8 ends the process where it may
// not be changed then. usage: node test/cli/tune-while-compiling.ts SECONDS
import {setFlagsFromString} from 'node:v8'
import {INLINED, tuneEngine} from '../../src/cli/tune-engine.ts'

const SOURCE = `
  const small = x => { let y = x * 3; if (y > 5) y -= x; if (y & 1) y += 2; return y }
  const calls = x => { let t = 0; for (let i = 0; i < 3; i++) t += small(x + i) * 2; return t }
  const more = o => o.a + small(o.b) + calls(o.a)
  const most = o => { let q = more(o); q += calls(o.b); q += small(q); return q > 1e9 ? 0 : q }
  return count => { let r = 0; for (let i = 0; i < count; i++) r = (r + most({a: i, b: r & 7})) | 0; return r }`

const end = Date.now() + 1000 * Number(process.argv[2])
let [functions, sum] = [0, 0]
for (; Date.now() < end; functions++) {
  const fresh: (count: number) => number = new Function(`${SOURCE} // ${functions}`)()
  for (let i = 0; i < 6; i++) {
    sum += fresh(4000)
    if (i % 2 === 0) tuneEngine()
    else setFlagsFromString(`${INLINED}=920`)
  }
}
process.stdout.write(`${functions} ${sum}\n`)
