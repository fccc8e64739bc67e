import {expect} from 'chai'
import stringWidth from 'string-width'
import type {Finding} from '../../src/core/doctor/report.ts'
import {type ReportFormat, reportFormats} from '../../src/render/index.ts'
import {sayRulePage} from '../../src/render/say/rule-page.ts'
import type {Terminal} from '../../src/render/terminal.ts'
import {rules} from '../../src/rules/index.ts'
import {answerOf, answersOf, EVERYTHING, withReport} from '../support/answers.ts'

const everything = answerOf(EVERYTHING)
const WIDTHS = [60, 73, 80, 100, 132, 200]
const on = (change: Partial<Terminal>): Terminal => ({width: 80, color: false, unicode: true, ...change})

/** Names as people have them: full-width, with emoji of several code points, with combining accents. */
const NAMES = ['証明書-サーバー', '🔑👩‍💻-keys', 'žluťoučký-kůň'.normalize('NFD'), '인증서']

const international = withReport(everything, {
  findings: everything.report.findings.map((finding, index): Finding => {
    const name = NAMES[index % NAMES.length] ?? ''
    if (finding.subject === null) return finding
    return {...finding, subject: {...finding.subject, namespace: name, name}, message: `${name} ${finding.message}`}
  }),
})

const draw = (format: ReportFormat, terminal: Terminal, answer = everything): string =>
  reportFormats[format].draw(answersOf(answer), terminal)

/** Lines that are wider than the terminal though they could be broken: neither text to paste nor one long word. */
const tooWide = (text: string, width: number): readonly string[] =>
  text
    .split('\n')
    .filter(line => stringWidth(line) > width && !/^ {8}/.test(line))
    .filter(
      line =>
        line
          .replace(/^ {2}so /, '')
          .trim()
          .split(/\s+/).length > 3,
    )

describe('text for people', () => {
  for (const width of WIDTHS) {
    it(`fits into ${width} columns, whatever alphabet names are in`, () => {
      for (const answer of [everything, international]) {
        for (const format of ['text', 'wide'] as const)
          expect(tooWide(draw(format, on({width}), answer), width)).to.deep.equal([])
      }
      for (const rule of rules) {
        const prose = sayRulePage(rule, on({width})).split('\nGiven, in both examples\n')[0] ?? ''
        const [said = ''] = prose.split('\nAn example that is reported\n')
        expect(tooWide(said, width)).to.deep.equal([])
      }
    })
  }

  it('keeps the columns of what hangs on something, whatever alphabet names are in', () => {
    const text = draw('wide', on({width: 160}), international)
    const rows = text.split('\n').filter(line => /^ {2}(so {2}| {4})│ \S/.test(line) && / {4}\S/.test(line.slice(9)))
    expect(rows.length).to.be.above(5)
    const blocks = text.split('\n\n').map(block => block.split('\n').filter(line => rows.includes(line)))
    for (const block of blocks.filter(lines => lines.length > 1)) {
      const columns = block.map(line => stringWidth(line.slice(0, line.search(/\S {4,}\S[^│]*$/) + 1).trimEnd()))
      expect(columns.every(column => column > 0)).to.equal(true)
      const notes = block.map(line => stringWidth(/^(.*\S {4,})\S[^│]*?$/.exec(line)?.[1] ?? ''))
      expect(new Set(notes).size, block.join('\n')).to.equal(1)
    }
  })

  it('is ASCII where the locale has no more', () => {
    for (const format of ['text', 'wide'] as const) {
      const lines = draw(format, on({unicode: false})).split('\n')
      expect(lines.filter(line => /[^\u0020-\u007e]/.test(line))).to.deep.equal([])
    }
  })

  it('says the same with colour and without', () => {
    const coloured = draw('text', on({color: true}))
    expect(coloured).to.contain('\u001b[31m')
    expect(coloured.replace(/\u001b\[\d+m/g, '')).to.equal(draw('text', on({})))
  })
})
