import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {expect} from 'chai'

const ROOT = join(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

/** What each layer may import of ours. The same table stands in src/README.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  facts: ['facts', 'core'],
  rules: ['rules', 'facts', 'core'],
  render: ['render', 'core'],
  app: ['app', 'facts', 'core'],
  sources: ['sources', 'core'],
  cli: ['cli', 'render', 'core', 'wiring'],
  wiring: ['rules', 'sources', 'app', 'core'],
  commands: ['app', 'cli', 'render', 'core', 'wiring'],
}

/** Packages that a pure layer may load. Everything else of Node does I/O or knows the time. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  core: ['node:crypto'],
  facts: ['yaml'],
  rules: [],
  render: ['node:util', 'string-width', 'yaml'],
}

/** What a pure layer must not touch. */
const IMPURE =
  /\b(process\.|console\.|Date\.now\(|new Date\(\)|Math\.random\(|setTimeout\(|fetch\(|require\()|\basync\b|\bawait\b/

/** node:crypto, when it is needed: the same as importing it. */
const LAZY_CRYPTO = "process.getBuiltinModule('node:crypto')"

/** Folders that say nothing about what is in them. */
const JUNK_DRAWERS = /(^|\/)(utils?|shared|helpers?|common|lib|misc)(\/|\.ts$)/

const files = readdirSync(SRC, {recursive: true, withFileTypes: true})
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
  .map(entry => join(entry.parentPath, entry.name))
  .map(path => ({path, name: relative(SRC, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8')}))

const layerOf = (name: string): string => name.replace(/\.ts$/, '').split('/')[0] ?? ''

const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^(?:import|export)\b[^'";]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm)].map(
    ([, from, bare, lazy]) => from ?? bare ?? lazy ?? '',
  )

/** Comments and strings say things that the code does not do. */
const codeOf = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

describe('architecture', () => {
  it('has no layer without a place in the table', () => {
    expect([...new Set(files.map(({name}) => layerOf(name)))].sort()).to.deep.equal(Object.keys(MAY_IMPORT).sort())
  })

  it('imports only downwards', () => {
    const wrong = files.flatMap(({path, name, text}) => {
      const layer = layerOf(name)
      return importsOf(text)
        .filter(target => target.startsWith('.'))
        .map(target => layerOf(relative(SRC, resolve(dirname(path), target)).replaceAll('\\', '/')))
        .filter(target => MAY_IMPORT[layer]?.includes(target) !== true)
        .map(target => `${name} (${layer}) must not import ${target}`)
    })
    expect(wrong).to.deep.equal([])
  })

  it('keeps core, facts, rules and render pure', () => {
    const wrong = files.flatMap(({name, text}) => {
      const allowed = PURE[layerOf(name)]
      if (allowed === undefined) return []
      const packages = importsOf(text).filter(target => !target.startsWith('.') && !allowed.includes(target))
      const touched = IMPURE.exec(codeOf(text.replace(LAZY_CRYPTO, '')))
      return [
        ...packages.map(each => `${name} must not import ${each}`),
        ...(touched === null ? [] : [`${name} must stay pure: ${touched[0]}`]),
      ]
    })
    expect(wrong).to.deep.equal([])
  })

  it('keeps files small', () => {
    const wrong = files.flatMap(({name, text}) => {
      const lines = withoutExamples(text).split('\n').length - 1
      const most =
        layerOf(name) === 'commands' ? 60 : name.startsWith('rules/') && name.split('/').length === 3 ? 80 : 250
      return lines > most ? [`${name} has ${lines} lines, at most ${most}`] : []
    })
    expect(wrong).to.deep.equal([])
  })

  it('has no junk drawers', () => {
    expect(files.map(({name}) => name).filter(name => JUNK_DRAWERS.test(name))).to.deep.equal([])
  })

  it('lists every rule file in the catalogue', () => {
    const index = readFileSync(join(SRC, 'rules', 'index.ts'), 'utf8')
    const missing = files
      .map(({name}) => name)
      .filter(name => /^rules\/[a-z]+\//.test(name))
      .filter(name => !index.includes(`'./${name.slice('rules/'.length)}'`))
    expect(missing).to.deep.equal([])
  })

  it('has nothing left over from a scaffold', () => {
    const tests = readdirSync(join(ROOT, 'test'), {recursive: true, encoding: 'utf8'}).filter(name =>
      name.endsWith('.yaml'),
    )
    const texts = [...files.map(({text}) => text), ...tests.map(name => readFileSync(join(ROOT, 'test', name), 'utf8'))]
    expect(texts.filter(text => text.includes(['TODO', '(rule)'].join('')))).to.deep.equal([])
  })
})

/** The examples of a rule are its documentation, not its code. */
const withoutExamples = (text: string): string => text.replace(/^ {2}examples: \{\n[\s\S]*?^ {2}\},\n/m, '')
