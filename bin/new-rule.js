// Starts a rule: its file, a first case, and its line in the catalogue, with the next free id of the category.
// usage: npm run new:rule -- consumer/webhook-ca-bundle-stale
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const LEFTOVER = ['TODO', '(rule)'].join('')
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name = ''] = process.argv.slice(2)
const [category = '', rest = ''] = name.split('/')
const file = join(root, 'src', 'rules', `${name}.ts`)

const {rules} = await import('../src/rules/index.ts')
const {retired} = await import('../src/rules/retired.ts')
const {categoryOf} = await import('../src/core/doctor/rule.ts')
/** What the ids of a category begin with: `PKI3` of approval. */
const hundreds = new Map(rules.map(rule => [categoryOf(rule), rule.id.slice(0, 4)]))
if (!hundreds.has(category) || !/^[a-z]+(-[a-z]+)*$/.test(rest))
  fail(`usage: npm run new:rule -- CATEGORY/the-bad-pattern, with a category of ${[...hundreds.keys()].join(', ')}`)
if (existsSync(file)) fail(`src/rules/${name}.ts is there already`)

const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const id = nextId()
const variable = variableOf({name})

mkdirSync(dirname(file), {recursive: true})
writeFileSync(file, ruleText())
const folder = join(root, 'test', 'rules', name)
mkdirSync(folder, {recursive: true})
writeFileSync(
  join(folder, 'first-case.yaml'),
  `# ${LEFTOVER}: a scene, with \`# ${id} MESSAGE\` on the line that must be reported\n`,
)
const index = join(root, 'src', 'rules', 'index.ts')
writeFileSync(index, withRule(readFileSync(index, 'utf8')))
console.log(`${id}: src/rules/${name}.ts, test/rules/${name}/first-case.yaml, and a line in src/rules/index.ts`)

function nextId() {
  const hundred = hundreds.get(category)
  const taken = new Set([...rules.map(rule => rule.id), ...retired])
  const free = Array.from({length: 99}, (_, number) => `${hundred}${String(number + 1).padStart(2, '0')}`).filter(
    each => !taken.has(each),
  )
  const last = [...taken]
    .filter(each => each.startsWith(hundred))
    .sort()
    .at(-1)
  return free.find(each => last === undefined || each > last) ?? fail(`category ${category} is full`)
}

function withRule(text) {
  const line = `import {${variable}} from './${name}.ts'`
  const imports = text.match(/^import \{.*$/gm) ?? []
  const before = imports.find(each => each.slice(each.indexOf('from')) > line.slice(line.indexOf('from'))) ?? ''
  const imported = before === '' ? `${line}\n${text}` : text.replace(before, `${line}\n${before}`)
  const next = rules.find(rule => rule.id > id)
  const list = imported.indexOf('= [')
  const at = next === undefined ? imported.indexOf('\n]', list) : imported.indexOf(`\n  ${variableOf(next)},`, list)
  return `${imported.slice(0, at)}\n  ${variable},${imported.slice(at)}`
}

function variableOf(rule) {
  return rule.name.slice(rule.name.indexOf('/') + 1).replace(/-(.)/g, (_, letter) => letter.toUpperCase())
}

function ruleText() {
  return `import {defineRule} from '../../core/doctor/rule.ts'
import {certificates} from '../../facts/certificate/certificates.ts'

export const ${variable} = defineRule({
  id: '${id}',
  name: '${name}',
  severity: 'warning',
  since: '${version}',
  title: '${LEFTOVER}: a fact, present tense, at most 60 characters',
  why: '${LEFTOVER}: what happens because of it, and what people do not know.',
  remediation: ['${LEFTOVER}: imperative, safest first.'],
  messages: {bad: '${LEFTOVER}: what is so, with names'},
  examples: {
    bad: \`\`,
    good: \`\`,
  },

  each: certificates,
  *check({object: at}) {
    yield {at, path: [], problem: 'bad'}
  },
})
`
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
