import type {AnyRule} from '../../core/doctor/rule.ts'
import {paint, type Terminal} from '../terminal.ts'
import {pad} from '../wrap.ts'

/** The catalogue as a table: id, severity, name, title. */
export const sayRules = (rules: readonly AnyRule[], terminal: Terminal): string => {
  const names = Math.max(...rules.map(({name}) => name.length), 4)
  const head = paint(terminal, 'bold', `${pad('ID', 8)}${pad('SEVERITY', 10)}${pad('NAME', names + 2)}TITLE`)
  const rows = rules.map(
    ({id, severity, name, title}) => `${pad(id, 8)}${pad(severity, 10)}${pad(name, names + 2)}${title}`,
  )
  return `${[head, ...rows].join('\n')}\n`
}
