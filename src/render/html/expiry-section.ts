import type {Answer} from '../../core/doctor/answer.ts'
import {humanDuration} from '../../core/duration.ts'
import type {Expiry} from '../../core/x509/expiry.ts'
import {shown, shownName} from '../escape.ts'
import {box, html, tag} from './markup.ts'
import {TICKS, timeShare} from './time-scale.ts'

/** Certificates that are seen at once, those behind a click, and then only their number: a page must stay small. */
const [DRAWN, MOST] = [30, 500]

/** When certificates end, the soonest first, on a scale that shows hours and years at once. */
export const expirySection = ({expiries, report}: Answer): string => {
  if (expiries === undefined) return ''
  const heading = tag('h2', '', 'When certificates end')
  if (!expiries.known) {
    const text = `Not known: ${shown(expiries.because.detail)}`
    return tag('section', 'class="ends"', heading, box('p', 'unknown', html(text)))
  }
  const all = expiries.value
  if (all.length === 0) return ''
  const now = Date.parse(report.takenAt)
  const rows = all.slice(0, MOST).map(expiry => row(expiry, now))
  const rest = rows.slice(DRAWN)
  const more = all.length > MOST ? box('p', 'facts', `and ${all.length - MOST} that end later still`) : ''
  return tag(
    'section',
    'class="ends"',
    heading,
    table([AXIS, ...rows.slice(0, DRAWN)]),
    rest.length === 0
      ? ''
      : tag('details', '', tag('summary', '', html(`${all.length - DRAWN} that end later`)), table(rest), more),
  )
}

const table = (rows: readonly string[]): string => tag('table', 'class="times"', tag('tbody', '', ...rows))

const AXIS = tag(
  'tr',
  'class="axis"',
  '<td></td>',
  tag(
    'td',
    '',
    tag(
      'svg',
      'class="bar" height="18" aria-hidden="true"',
      ...TICKS.map(({text, left}) => `<text x="${timeShare(left)}%" y="12" text-anchor="middle">${html(text)}</text>`),
    ),
  ),
  '<td></td>',
)

const row = (expiry: Expiry, now: number): string => {
  const {is, namespace, store, certificate, subject, chainNotAfter, notAfter, issuer, isReported} = expiry
  const left = chainNotAfter - now
  const name = certificate ?? store
  const kind = is === 'anchor' ? 'bundle' : certificate === undefined ? 'secret' : 'certificate'
  const notes = [
    shownName(subject),
    ...(issuer === undefined ? [] : [`by ${shownName(issuer)}`]),
    ...(chainNotAfter < notAfter ? ['a certificate above it ends first'] : []),
    ...(isReported ? ['by its status, the Secret was not seen'] : []),
  ]
  const place = namespace === undefined ? '' : ` -n ${shownName(namespace)}`
  const when = left < 0 ? `${spoken(-left)} ago` : `in ${spoken(left)}`
  const end = new Date(chainNotAfter).toISOString().slice(0, 16).replace('T', ' ')
  return tag(
    'tr',
    `class="${stateOf(expiry, now)}"`,
    tag(
      'td',
      '',
      tag('code', '', html(`${kind}/${shownName(name)}${place}`)),
      box('small', '', html(notes.join(', '))),
    ),
    tag('td', '', bar(left)),
    tag('td', '', tag('b', '', html(when)), box('small', '', html(end))),
  )
}

const YEAR = 365 * 86_400_000

const spoken = (milliseconds: number): string =>
  milliseconds > 2 * YEAR ? `${Math.round(milliseconds / YEAR)} years` : humanDuration(milliseconds)

const bar = (left: number): string => {
  const share = timeShare(left)
  return [
    '<svg class="bar" height="18" aria-hidden="true">',
    ...TICKS.map(({left: at}) => `<line class="tick" x1="${timeShare(at)}%" x2="${timeShare(at)}%" y1="0" y2="18"/>`),
    `<line class="life" x1="0" x2="${share}%" y1="9" y2="9"/><circle cx="${share}%" cy="9" r="5"/></svg>`,
  ].join('')
}

/** Expired; less than a sixth of its life left, as PKI119 counts; else in order. */
const stateOf = ({notBefore, notAfter, chainNotAfter}: Expiry, now: number): string => {
  if (chainNotAfter < now) return 'error'
  const life = notAfter - (notBefore ?? now)
  return notBefore !== undefined && chainNotAfter - now < life / 6 ? 'warning' : 'fine'
}
